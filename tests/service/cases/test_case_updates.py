"""What one look does to the cases: opened once, seen again, another server beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.closure import ClosureOutcome
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, closed, opened, unknown
from leftopen.service.cases.case_updates import best_finding, case_observation, record_recheck, record_scan
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import FindingWriter
from tests.store.new_folder import new_records
from tests.store.samples import NOON, held, look, seen

MINUTE = timedelta(minutes=1)
K = CaseEventKind


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened_records:
        yield opened_records


def a_finding(minutes: int = 0, identity: str = "ssh-key:one") -> Finding:
    finding = held(seen(), minutes=minutes, us_ssn=2)
    return replace(finding, judged=replace(finding.judged, identity=identity))


def kinds(records: Records, case: str) -> list[CaseEventKind]:
    return [event.kind for event in Cases(records).events(case)]


def test_the_first_open_look_opens_a_case_and_says_since_when_it_may_be_open(records: Records) -> None:
    finding = a_finding()
    before = NOON - timedelta(days=3)
    [recorded] = record_scan(records, finding.judged, finding, before, NOON)
    assert recorded.case.state is CaseState.OPEN
    assert (recorded.case.open_after, recorded.case.first_open) == (before, NOON)
    assert recorded.case.holds == {"us_ssn": 2}
    assert [event.kind for event in recorded.events] == [K.DETECTED]


def test_the_same_look_twice_is_recorded_once(records: Records) -> None:
    finding = a_finding()
    for _ in range(2):
        record_scan(records, finding.judged, finding, None, NOON)
    [case] = Cases(records).of(finding.judged.finding)
    assert kinds(records, case.id).count(K.DETECTED) == 1
    for _ in range(2):
        record_scan(records, a_finding(5).judged, a_finding(5), None, NOON + 5 * MINUTE)
    assert kinds(records, case.id) == [K.DETECTED, K.LOOKED], "the one that came again"
    assert len(Cases(records).looks(case.id)) == 3, "and one five minutes later, which says the same"


def test_seen_open_again_it_is_the_same_case_with_a_later_end(records: Records) -> None:
    first, second = a_finding(), a_finding(7)
    record_scan(records, first.judged, first, None, NOON)
    [recorded] = record_scan(records, second.judged, second, None, NOON + 7 * MINUTE)
    assert (recorded.case.first_open, recorded.case.last_open) == (NOON, NOON + 7 * MINUTE)
    assert recorded.closure is not None
    assert recorded.closure.step is ClosureOutcome.STAYS


def judged(minutes: int, verdict: object, identity: str = "ssh-key:one") -> CheckResult:
    return replace(look(seen(), verdict, minutes), identity=identity)  # type: ignore[arg-type]


def test_a_password_asked_for_in_a_scan_closes_the_case_and_open_again_reopens_it(records: Records) -> None:
    first = a_finding()
    record_scan(records, first.judged, first, None, NOON)
    [shut] = record_scan(records, judged(1, closed(Reason.PASSWORD_ASKED)), None, None, NOON + MINUTE)
    assert shut.case.state is CaseState.CLOSED
    assert [event.kind for event in shut.events] == [K.LOOKED, K.CLOSED]
    third = a_finding(2)
    [back] = record_scan(records, third.judged, third, None, NOON + 2 * MINUTE)
    assert back.case.state is CaseState.OPEN
    assert [event.kind for event in back.events] == [K.LOOKED, K.REOPENED]


def test_a_look_that_could_not_tell_moves_nothing(records: Records) -> None:
    first = a_finding()
    record_scan(records, first.judged, first, None, NOON)
    [recorded] = record_scan(records, judged(1, unknown(Reason.TIMEOUT), ""), None, None, NOON + MINUTE)
    assert recorded.case.state is CaseState.OPEN


def test_another_server_at_the_endpoint_is_a_new_linked_case_and_the_old_one_is_untouched(
    records: Records,
) -> None:
    old, new = a_finding(), a_finding(3, "ssh-key:another")
    record_scan(records, old.judged, old, None, NOON)
    first = case_id(old.judged.finding, "ssh-key:one")
    before = kinds(records, first)
    [recorded] = record_scan(records, new.judged, new, None, NOON + 3 * MINUTE)
    assert recorded.case.id != first
    assert first in recorded.case.linked
    assert kinds(records, first) == before
    assert K.LINKED in kinds(records, recorded.case.id)


def test_a_refusal_needs_a_control_at_the_same_moment(records: Records) -> None:
    first = a_finding()
    record_scan(records, first.judged, first, None, NOON)
    case = Cases(records).get(case_id(first.judged.finding, "ssh-key:one"))
    for minutes in (10, 20, 30, 40):
        refused = replace(judged(minutes, unknown(Reason.REFUSED), ""))
        without = record_recheck(records, case, refused, NOON + minutes * MINUTE)
    assert without.case.state is CaseState.OPEN
    for minutes in (50, 60, 70):
        refused = judged(minutes, unknown(Reason.REFUSED), "")
        proved = record_recheck(records, case, refused, NOON + minutes * MINUTE, control="tcp 192.0.2.7:22")
    assert proved.case.state is CaseState.CLOSED
    assert proved.closure is not None
    assert proved.closure.rounds == 3


def test_a_look_carries_what_the_rules_read() -> None:
    one = case_observation(judged(1, opened(ExposureKind.DATA)), "tcp 192.0.2.7:22")
    assert (one.control, one.identity, one.vantage) == ("tcp 192.0.2.7:22", "ssh-key:one", "here")
    assert one.reason is Reason.DATA_READABLE


def test_the_chain_holds_after_all_of_it(records: Records) -> None:
    first = a_finding()
    record_scan(records, first.judged, first, None, NOON)
    record_scan(records, judged(1, closed(Reason.PASSWORD_ASKED)), None, None, NOON + MINUTE)
    checked, broken = Cases(records).verify_chain()
    assert (checked, broken) == (3, "")


PASSWORD = closed(Reason.PASSWORD_ASKED)
ELSEWHERE = "198.51.100.7"


def at(address: str, minutes: int, verdict: object = None) -> tuple[CheckResult, Finding | None]:
    """A check of the same server at that address; open without a verdict."""
    service = seen(address)
    if verdict is None:
        finding = held(service, minutes=minutes, us_ssn=2)
        one = replace(finding.judged, identity="ssh-key:one", scan=f"{minutes:08x}")
        return one, replace(finding, judged=one)
    return replace(look(service, verdict, minutes), identity="ssh-key:one"), None  # type: ignore[arg-type]


def scanned(records: Records, address: str, minutes: int, verdict: object = None) -> CaseState:
    one, finding = at(address, minutes, verdict)
    recorded = record_scan(records, one, finding, None, NOON + minutes * MINUTE)
    if finding is not None:
        FindingWriter(Changes(records)).put(replace(finding, case=recorded[0].case.id))
    return recorded[0].case.state


def test_both_addresses_of_a_server_close_when_both_are_locked(records: Records) -> None:
    """Neither waits for the other for ever."""
    for address in ("192.0.2.7", "2001:db8::7"):
        assert scanned(records, address, 0) is CaseState.OPEN
    assert scanned(records, "192.0.2.7", 30, PASSWORD) is CaseState.OPEN, "the other version of IP is open"
    assert scanned(records, "2001:db8::7", 31, PASSWORD) is CaseState.CLOSED
    assert scanned(records, "192.0.2.7", 60, PASSWORD) is CaseState.CLOSED


def test_no_stored_sentence_names_another_place(records: Records) -> None:
    scanned(records, "192.0.2.7", 0)
    scanned(records, ELSEWHERE, 1)
    assert scanned(records, "192.0.2.7", 30, PASSWORD) is CaseState.CLOSED, "both were open together"
    scanned(records, "203.0.113.9", 90)
    assert scanned(records, ELSEWHERE, 100, PASSWORD) is CaseState.OPEN, "it moved"
    events = list(Cases(records).chain())
    answer = [str(event.body.get(name, "")) for event in events for name in ("because", "beside")]
    assert any("still open at 1 other place" in text for text in answer)
    assert any("the same server is open at 1 other place" in text for text in answer)
    assert "the same server was closed at another place before" in answer
    ours = {case.endpoint for case in Cases(records).list()} | {case.id[:8] for case in Cases(records).list()}
    assert not [text for text in answer for one in ours if one in text]


def test_the_evidence_of_the_best_look_is_kept(records: Records) -> None:
    best, less = (
        replace(a_finding(), severity=Severity.CRITICAL),
        replace(a_finding(5), severity=Severity.LOW),
    )
    for finding in (best, less):
        record_scan(records, finding.judged, finding, None, finding.judged.at)
        kept = best_finding(records, finding)
        FindingWriter(Changes(records)).put(kept)
        assert (kept.severity, kept.judged.look) == (Severity.CRITICAL, best.judged.look)
    assert kept.last_open == less.judged.at
