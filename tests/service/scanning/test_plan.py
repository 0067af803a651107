"""The clauses of a plan are counted together for all addresses that they decide."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.scope import Effect
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.scanning.clauses import shared_clause
from leftopen.service.scanning.plan import Plan, plan
from tests.service.office import office

NOW = datetime(2026, 11, 24, tzinfo=UTC)
THEN = NOW - timedelta(days=9)
DENIED = record("198.18.0.7", authorised_by="", until=None, now=THEN, effect=Effect.DENY)
ENDED = record("198.18.0.0/24", authorised_by="A. Owner", until=NOW - timedelta(days=1), now=THEN)


@pytest.mark.parametrize(
    ("address", "scope", "shared"),
    [
        ("127.0.0.9", Scope(), "this machine's own address: always allowed"),
        ("8.8.8.8", Scope(), "no scope record covers it"),
        ("10.0.0.1", Scope(), "private space (10.0.0.0/8): allowed only if a scope record names it"),
        ("169.254.169.254", Scope(), "a cloud's metadata service: never scanned"),
        (
            "198.18.0.7",
            Scope(records=(DENIED,)),
            f"in 198.18.0.7/32, denied by record {DENIED.id[:8]}",
        ),
        ("198.18.0.8", Scope(records=(ENDED,)), "the authorisation for it expired on 2026-11-23 00:00 UTC"),
    ],
)
def test_a_clause_without_its_address(address: str, scope: Scope, shared: str) -> None:
    parsed = Address.parse(address)
    assert shared_clause(scope.permit(parsed, NOW).clause, parsed) == shared


def planned(folder: Path, *words: str, ports: str = "22,80", limit: int = 0) -> Plan:
    """With 198.18.0.0/24 authorised; `limit` is the record's own largest rate."""
    with office(folder) as workspace:
        allowed = record(
            "198.18.0.0/24", authorised_by="A. Owner", until=None, now=workspace.clock(), rate=limit
        )
        scopes.add(workspace, [allowed])
        return asyncio.run(plan(workspace, words, ports))


def test_what_may_be_touched_and_what_would_be_sent_is_counted(tmp_path: Path) -> None:
    answer = planned(tmp_path, "198.18.0.0/24", "192.0.2.0/30")
    assert (answer.addresses, answer.allowed, answer.refused, answer.exact) == (260, 256, 4, True)
    assert (answer.ports, answer.probes, answer.retries, answer.controls) == (2, 512, 512, 768)
    assert (answer.rate, answer.seconds) == (1000, 512 / 1000)
    assert sum(answer.clauses.values()) == 260


def test_this_machine_alone_is_as_fast_as_it_answers(tmp_path: Path) -> None:
    answer = planned(tmp_path, "127.0.0.1", ports="all")
    assert answer.rate == 0
    assert 1 < answer.seconds < 30


def test_one_address_is_never_faster_than_the_limit_of_one_address(tmp_path: Path) -> None:
    answer = planned(tmp_path, "198.18.0.7", ports="all")
    assert answer.seconds == 65_535 / 100


def test_the_rate_of_a_record_counts(tmp_path: Path) -> None:
    assert planned(tmp_path, "198.18.0.0/24", limit=10).seconds == 512 / 10


def test_a_wide_range_is_estimated_and_says_so(tmp_path: Path) -> None:
    answer = planned(tmp_path, "8.0.0.0/14")
    assert not answer.exact
    assert (answer.addresses, answer.allowed) == (2**18, 0)


def test_the_crawl_of_a_web_server_is_counted(tmp_path: Path) -> None:
    """A request that is refused is sent twice; the crawl is not."""
    checks = catalogue.checks().values()
    alone = sum(2 * (check.requests + check.control) for check in checks)
    assert planned(tmp_path, "127.0.0.1").talk == alone + 13


def test_the_line_holds_every_number(tmp_path: Path) -> None:
    line = planned(tmp_path, "127.0.0.1").line()
    assert line["type"] == "plan"
    assert {"addresses", "allowed", "refused", "probes", "seconds", "talk", "clauses"} <= line.keys()
