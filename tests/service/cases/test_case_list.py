"""Cases by what is asked for, and their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadRequest, BadSetting
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.severity import Severity
from leftopen.service.cases.case_list import (
    ORDERS,
    SORTS,
    CaseFilter,
    export_cases,
    parse_age,
    parse_filter,
    select_cases,
)
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from tests.cases.made_up import detected_body, minute
from tests.exports.a_dossier import CASE
from tests.service.office import office

NOW = CASE.first_open + timedelta(days=10)
OLD = replace(CASE, id="a", state=CaseState.OPEN, severity=Severity.HIGH, closed=None)
NEW = replace(
    OLD, id="b", check="redis_open", severity=Severity.CRITICAL, first_open=NOW - timedelta(hours=13),
    address="10.0.0.9", port=6379, assignee="maria",
)  # fmt: skip
ACCEPTED = replace(OLD, id="c", state=CaseState.ACCEPTED, severity=Severity.LOW, address="9.0.0.1")
DUE = {"a": NOW - timedelta(hours=1), "b": NOW + timedelta(days=3), "c": None}
OWNERS = {"a": "Example University", "b": "no owner", "c": "Example University"}
NOTHING = {"severity": "", "check": "", "owner": "", "state": "", "older_than": ""}


def found(**asked: Any) -> str:
    wanted = parse_filter(**{**NOTHING, **asked})
    return "".join(
        case.id for case in (OLD, NEW, ACCEPTED) if wanted.fits(case, OWNERS[case.id], NOW, DUE[case.id])
    )


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, "ab"),
        ({"everything": True}, "abc"),
        ({"severity": "critical"}, "b"),
        ({"severity": "HIGH, low", "everything": True}, "ac"),
        ({"check": "redis_open"}, "b"),
        ({"owner": "example university"}, "a"),
        ({"owner": "no owner"}, "b"),
        ({"state": "accepted"}, "c"),
        ({"state": "open,accepted"}, "abc"),
        ({"state": "false-positive"}, ""),
        ({"older_than": "7d"}, "a"),
        ({"assignee": "maria"}, "b"),
        ({"assignee": "no assignee"}, "a"),
        ({"assignee": "Maria"}, ""),
        ({"due": "overdue", "everything": True}, "a"),
        ({"due": "2d"}, "a"),
        ({"due": "7d", "everything": True}, "ab"),
        ({"older_than": "13h"}, "ab"),
        ({"older_than": "2w"}, ""),
        ({"text": "REDIS without"}, "b"),
        ({"text": "sendria university"}, "a"),
        ({"text": "sendria redis"}, "b"),
        ({"text": "university redis"}, ""),
        ({"address": "10.0.0.0/8"}, "b"),
        ({"address": "192.0.2.7", "everything": True}, "a"),
        ({"address": "2001:db8::/32"}, ""),
        ({"holds": "SF86,iban"}, "ab"),
        ({"holds": "iban"}, ""),
    ],
)
def test_every_option_narrows(asked: dict[str, Any], ids: str) -> None:
    assert found(**asked) == ids


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"severity": "critcal"}, "unknown severity 'critcal'; did you mean critical"),
        ({"severity": "x"}, "unknown severity 'x'; use info, low, medium, high, critical"),
        ({"check": "redis_opn"}, "unknown check 'redis_opn'; did you mean redis_open"),
        ({"state": "opn"}, "unknown state 'opn'; did you mean open"),
        ({"older_than": "7"}, "'7' is not a valid age"),
        ({"address": "10.0.0.1/8"}, "host bits set; did you mean 10.0.0.0/8"),
        ({"address": "host"}, "'host' is not a valid IP address"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        found(**asked)


def test_an_age_has_a_unit() -> None:
    assert [parse_age(text) for text in ("90m", "12H", "7d", "2w")] == [
        timedelta(minutes=90), timedelta(hours=12), timedelta(days=7), timedelta(days=14)
    ]  # fmt: skip


def test_all_cases_are_exported_by_the_extension(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = CaseWriter(Changes(workspace.store.records))
        cases.append("1" * 32, CaseEventKind.DETECTED, minute(1), "leftopen", detected_body())
        for name, begin in (("a.csv", b'"id",'), ("a.sarif", b"{"), ("a.jsonl", b'{"type":"case"')):
            assert export_cases(workspace, tmp_path / name) == 1
            content = (tmp_path / name).read_bytes()
            assert content.startswith(begin)
            assert b"1" * 32 in content
        with pytest.raises(BadSetting, match=r"unknown format '\.xlsx'; use \.csv, \.jsonl, \.sarif"):
            export_cases(workspace, tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("sort", "ids"), [("severity", "bac"), ("age", "acb"), ("endpoint", "cba"), ("check", "acb")]
)
def test_the_orders(sort: str, ids: str) -> None:
    cases: list[Case] = [ACCEPTED, NEW, OLD]
    assert "".join(case.id for case in sorted(cases, key=SORTS[sort])) == ids


def owner(case: Case) -> str:
    return OWNERS.get(case.id, "no owner")


def due(case: Case) -> datetime | None:
    return DUE.get(case.id)


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("owner", "acb"),
        ("state", "bac"),
        ("holds", "bac"),
        ("last", "bac"),
        ("product", "bac"),
        ("assignee", "bac"),
        ("due", "abc"),
    ],
)
def test_more_orders_and_each_reversed(sort: str, ids: str) -> None:
    everything = CaseFilter(everything=True)
    cases = [ACCEPTED, NEW, OLD]
    found = select_cases(cases, everything, owner, NOW, sort, due=due)
    assert "".join(case.id for case in found) == ids
    turned = select_cases(cases, everything, owner, NOW, sort, due=due, reverse=True)
    assert [case.id for case in turned] == [case.id for case in reversed(found)]


@pytest.mark.parametrize("sort", ORDERS)
def test_every_order_is_the_same_each_time(sort: str) -> None:
    """Otherwise a page would show again what the page before it showed."""
    same = [replace(OLD, id=id) for id in "dacb"]
    for cases in (same, same[::-1]):
        found = select_cases(cases, CaseFilter(), lambda case: "x", NOW, sort, due=due)
        assert "".join(case.id for case in found) == "abcd"
