"""What a scan could not check is counted by reason, with a few examples."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import Any

import pytest

from leftopen.model.address import Address
from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.scan import ScanRecord
from leftopen.model.scope import Permit
from leftopen.model.verdict import Reason, closed, unknown
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.scanning import not_checked
from leftopen.service.scanning.not_checked import MOST_EXAMPLES, MOST_LINKS, NotChecked
from leftopen.sweep.targets import Targets
from tests.scope.test_file import NOW
from tests.store.samples import seen

SCAN = ScanRecord(
    id="5ca1ab1e" * 4, targets=("198.18.0.0/30",), ports="80", method="connect", seed=1, started=NOW, total=4,
    vantage="here",
)  # fmt: skip
LATE, LOCKED = unknown(Reason.TIMEOUT), closed(Reason.PASSWORD_ASKED)


def answer(found: NotChecked) -> list[tuple[Any, ...]]:
    return [(one.reason, one.unit, one.count, list(one.examples)) for one in found.lines()]


def test_nothing_is_said_of_what_was_checked() -> None:
    found = NotChecked()
    found.service(seen(port=80), [LOCKED])
    found.service(seen(port=81), [])
    assert found.lines() == ()


def test_a_service_is_counted_once_for_each_reason() -> None:
    found = NotChecked()
    found.service(seen("192.0.2.7", 80), [LATE, LATE, unknown(Reason.NEEDS_LISTING), LOCKED])
    found.service(seen("192.0.2.7", 81), [LATE])
    assert answer(found) == [
        ("timeout", "service", 2, ["192.0.2.7:80", "192.0.2.7:81"]),
        ("needs_listing", "service", 1, ["192.0.2.7:80"]),
    ]


def test_a_site_is_counted_apart_from_the_services() -> None:
    found = NotChecked()
    at = seen("192.0.2.7", 80)
    for one in (at, replace(at, endpoint=replace(at.endpoint, name="wiki.example.org"))):
        found.service(one, [LATE])
    found.lost(replace(at.endpoint, name="shop.example.org"))
    assert answer(found) == [
        ("process_ended", "site", 1, ["192.0.2.7:80 shop.example.org"]),
        ("timeout", "service", 1, ["192.0.2.7:80"]),
        ("timeout", "site", 1, ["192.0.2.7:80 wiki.example.org"]),
    ]


def test_a_host_that_accepts_on_every_port_is_counted_once_and_nothing_else_of_it() -> None:
    found = NotChecked()
    for port in range(1, 40):
        found.service(seen("192.0.2.7", port), [unknown(Reason.ANSWERS_EVERYTHING)], suspect=True)
    assert answer(found) == [("every_port", "host", 1, ["192.0.2.7"])]


def test_what_was_not_identified_is_said() -> None:
    found = NotChecked()
    found.service(replace(seen("192.0.2.7", 9), module="unknown"), [])
    assert answer(found) == [("not_identified", "service", 1, ["192.0.2.7:9"])]


def unexamined(kind: UnexaminedKind, reason: Reason | None = None, check: str = "") -> Examined:
    return Examined(verdict=ExaminedVerdict.UNEXAMINED, kind=kind, reason=reason, check=check)


def test_what_was_not_decided_is_counted_by_its_kind_and_a_reason_once() -> None:
    found = NotChecked()
    port = seen("192.0.2.7", 80)
    words = (
        unexamined(UnexaminedKind.NO_CHECK),
        unexamined(UnexaminedKind.NO_CHECK),
        unexamined(UnexaminedKind.FRONT_REFUSES),
        unexamined(UnexaminedKind.NOT_PERMITTED, Reason.NEEDS_LISTING),
    )
    for word in words:
        found.service(replace(port, examined=word), [])
    late = unexamined(UnexaminedKind.NO_ANSWER, Reason.TIMEOUT, "redis_open")
    found.service(replace(port, examined=late), [LATE])
    assert {(one.reason, one.count) for one in found.lines()} == {
        ("no_check", 2), ("front_refuses", 1), ("needs_listing", 1), ("timeout", 1),
    }  # fmt: skip


def test_nothing_is_said_of_what_is_open_or_closed() -> None:
    found = NotChecked()
    port = replace(seen("192.0.2.7", 9), module="unknown")
    opened = Examined(verdict=ExaminedVerdict.OPEN, check="redis_open", reason=Reason.TIMEOUT)
    found.service(replace(port, examined=opened), [LATE], suspect=True)
    refuses = Examined(verdict=ExaminedVerdict.CLOSED, reason=Reason.PASSWORD_ASKED)
    found.service(replace(seen(), examined=refuses), [LOCKED])
    assert found.lines() == ()


def test_there_are_ten_examples_at_most() -> None:
    found = NotChecked()
    for port in range(1, 40):
        found.service(seen("192.0.2.7", port), [LATE])
    [(_, _, count, examples)] = answer(found)
    assert (count, len(examples)) == (39, MOST_EXAMPLES)


def test_refused_hosts_are_counted_by_clause() -> None:
    allowed = record("198.18.0.0/30", authorised_by="A. Owner", until=None, now=NOW, level=ReadLevel.LISTING)
    scope, found = Scope(records=[allowed]), NotChecked()
    found.refused(
        Targets([ipaddress.ip_network("198.18.0.0/29")]), lambda address: scope.permit(address, NOW)
    )
    [(reason, unit, count, examples)] = answer(found)
    assert (reason, unit, count) == ("out_of_scope", "host", 4)
    assert examples == [f"198.18.0.{n}" for n in range(4, 8)]


def test_a_wide_range_is_estimated_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(not_checked, "MOST_ADDRESSES", 16)
    asked: list[Address] = []

    def permit(address: Address) -> Permit:
        asked.append(address)
        return Scope(records=[]).permit(address, NOW)

    found = NotChecked()
    found.refused(Targets([ipaddress.ip_network("198.18.0.0/24")]), permit)
    assert len(asked) == 16
    [line] = found.lines()
    assert (line.count, line.exact) == (256, False)


def test_a_service_whose_process_ended_is_named() -> None:
    found = NotChecked()
    found.lost(seen("192.0.2.7", 80).endpoint)
    found.lost(seen("192.0.2.8", 81).endpoint)
    assert answer(found) == [("process_ended", "service", 2, ["192.0.2.7:80", "192.0.2.8:81"])]


def test_links_are_named_up_to_a_cap_of_their_own() -> None:
    found = NotChecked()
    found.links(seen("192.0.2.7", 80).endpoint, [f"/H{n}" for n in range(MOST_LINKS + 5)])
    [(reason, unit, count, examples)] = answer(found)
    assert (reason, unit, count, len(examples)) == ("might_act", "link", MOST_LINKS + 5, MOST_LINKS)
    assert examples[0] == "192.0.2.7:80/H0"


def test_a_resumed_scan_goes_on_counting_and_asks_the_scope_anew() -> None:
    first = NotChecked()
    first.links(seen("192.0.2.7", 80).endpoint, ["/H"])
    targets, scope = Targets([ipaddress.ip_network("198.18.0.0/30")]), Scope(records=[])
    first.refused(targets, lambda address: scope.permit(address, NOW))
    again = NotChecked.resumed(replace(SCAN, not_checked=first.lines()))
    again.links(seen("192.0.2.7", 81).endpoint, ["/L"])
    again.refused(targets, lambda address: scope.permit(address, NOW))
    assert answer(again) == [
        ("out_of_scope", "host", 4, [f"198.18.0.{n}" for n in range(4)]),
        ("might_act", "link", 2, ["192.0.2.7:80/H", "192.0.2.7:81/L"]),
    ]
