"""`fhir_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import DATA, EMPTY, Holds, Table, answered, assert_manners, rows

check = catalogue.checks()["fhir_open"]
BELOW, ROOT = "/fhir/Patient?_summary=count&_format=json", "/Patient?_summary=count&_format=json"


def bundle(total: object, **other: object) -> Reply:
    return answered(
        **{"resourceType": "Bundle", "id": "made-up", "type": "searchset", "total": total, **other}
    )


GONE = page(404, b'{"resourceType":"OperationOutcome"}')

TABLE = Table(
    check=check,
    paths=(BELOW, ROOT),
    product="HAPI FHIR",
    opened=(
        (bundle(42), DATA, "42 patients", 42),
        ((GONE, bundle(1)), DATA, "1 patient", 1),
        (bundle(0), EMPTY, "0 patients", 0),
    ),
    closed=(((GONE, page(401)), Reason.PASSWORD_ASKED),),
    unproved=(
        bundle("42"),
        bundle(-1),
        bundle(42, type="history"),
        bundle(42, id=None),
        (GONE, GONE),
        answered(resourceType="CapabilityStatement", status="active"),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
