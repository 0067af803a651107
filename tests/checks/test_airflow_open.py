"""`airflow_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

DAG = {"dag_id": "made-up", "is_paused": False, "fileloc": "/made-up.py"}
GONE = page(404, b'{"detail":"/api/v1 has been removed in Airflow 3"}')


def dags(total: object, *dags: object) -> Reply:
    return answered(dags=list(dags), total_entries=total)


TABLE = Table(
    check=catalogue.checks()["airflow_open"],
    paths=("/api/v1/dags?limit=1", "/api/v2/dags?limit=1"),
    product="Apache Airflow",
    opened=(
        (dags(7, DAG), METADATA, "7 DAGs", 7),
        ((GONE, dags(1, DAG)), METADATA, "1 DAG", 1),
        (dags(0), EMPTY, "0 DAGs", 0),
    ),
    closed=(((GONE, page(401)), Reason.PASSWORD_ASKED), ((GONE, page(403)), Reason.FORBIDDEN)),
    unproved=(
        dags(7),
        dags(0, DAG),
        dags("7", DAG),
        dags(1, {"dag_id": "made-up"}),
        (GONE, GONE),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
