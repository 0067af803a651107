"""A check that names the product takes over what a shape had found there, with its times and its decision."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import NotAllowed
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.facts import Json
from leftopen.model.finding import Finding
from leftopen.model.identity import case_id, finding_id
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, closed, opened
from leftopen.pipeline.run_checks import CheckOutcome
from leftopen.present.timestamps import format_utc
from leftopen.service.cases import takeover
from leftopen.service.cases.case_updates import CaseUpdate, record_scan
from leftopen.service.cases.signing import proofs
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.service.scanning.scan_recorder import ScanRecorder
from leftopen.service.scanning.verify import all_live, verify
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseStep, CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scans import ScanWriter
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.test_run_shapes import FRONT, LETTERS, MAILS
from tests.pipeline.web import Answer, Web, page
from tests.service.cases.test_review import RECORD
from tests.service.office import office, scanned
from tests.store.new_folder import new_records
from tests.store.samples import NOON, held, look, seen

K, S = CaseEventKind, CaseState
MINUTE = timedelta(minutes=1)
NAMED, SHAPE = "mailbox_web_open", "mailbox"
UNTIL = NOON + timedelta(days=30)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened_records:
        yield opened_records


def a_finding(check: str, minutes: int = 0, identity: str = "") -> Finding:
    """The same service each time."""
    judged = replace(look(seen(), opened(ExposureKind.DATA), minutes, check=check), identity=identity)
    return replace(held(seen()), judged=judged)


def recorded(
    records: Records, check: str, minutes: int = 0, identity: str = "", before: datetime | None = None
) -> list[CaseUpdate]:
    """What one scan that saw it open does."""
    finding = a_finding(check, minutes, identity)
    return record_scan(records, finding.judged, finding, before, NOON + minutes * MINUTE)


def shut(records: Records, check: str, minutes: int) -> None:
    judged = look(seen(), closed(Reason.PASSWORD_ASKED), minutes, check=check)
    record_scan(records, replace(judged, identity=""), None, None, NOON + minutes * MINUTE)


def the_case(records: Records, check: str, identity: str = "") -> Case:
    return Cases(records).get(case_id(finding_id(seen().service, check), identity))


def happens(
    records: Records, check: str, kind: CaseEventKind, body: dict[str, Json], minutes: int = 1
) -> CaseState:
    case = the_case(records, check).id
    CaseWriter(Changes(records)).append(case, kind, NOON + minutes * MINUTE, "jane", body)
    return the_case(records, check).state


def test_the_case_of_the_shape_ends_and_the_one_of_the_check_goes_on(records: Records) -> None:
    before = NOON - timedelta(days=3)
    recorded(records, SHAPE, before=before)
    updates = recorded(records, NAMED, 60, before=NOON + 59 * MINUTE)
    old, new = the_case(records, SHAPE), the_case(records, NAMED)
    assert [one.case for one in updates] == [new, old]
    assert (old.state, old.continued_as, new.state) == (S.TAKEN_OVER, new.id, S.OPEN)
    assert (new.linked, old.linked) == ((old.id,), (new.id,))
    assert (new.open_after, new.first_open, new.detected) == (before, NOON, NOON)
    assert new.last_open == NOON + 60 * MINUTE
    assert [event.kind for one in updates for event in one.events] == [K.DETECTED, K.LINKED, K.TAKEN_OVER]
    assert Cases(records).verify_chain() == (4, "")


def test_a_second_scan_adds_nothing_to_the_old_case(records: Records) -> None:
    recorded(records, SHAPE)
    recorded(records, NAMED, 1)
    before = Cases(records).events(the_case(records, SHAPE).id)
    [only] = recorded(records, NAMED, 2)
    assert only.case.check == NAMED
    assert Cases(records).events(the_case(records, SHAPE).id) == before


DECISIONS: list[tuple[CaseEventKind, dict[str, Json], CaseState, str]] = [
    (K.NOTIFIED, {"notice": "n1"}, S.NOTIFIED, "notified on case {id} by jane"),
    (K.ACKNOWLEDGED, {}, S.ACKNOWLEDGED, "acknowledged on case {id} by jane"),
    (
        K.ACCEPTED,
        {"until": format_utc(UNTIL), "because": "our archive"},
        S.ACCEPTED,
        "decided on case {id} by jane: our archive",
    ),
]


@pytest.mark.parametrize(("kind", "body", "state", "because"), DECISIONS)
def test_what_a_person_decided_holds_for_the_new_case(
    records: Records, kind: CaseEventKind, body: dict[str, Json], state: CaseState, because: str
) -> None:
    recorded(records, SHAPE)
    assert happens(records, SHAPE, kind, body) is state
    recorded(records, NAMED, 5)
    old, new = the_case(records, SHAPE), the_case(records, NAMED)
    assert (old.state, new.state) == (S.TAKEN_OVER, state)
    assert new.until == (UNTIL if state is S.ACCEPTED else None)
    assert (new.notified, new.acknowledged) == (old.notified, old.acknowledged)
    carried = Cases(records).events(new.id)[-1]
    assert (carried.kind, carried.body["because"]) == (kind, because.format(id=old.id[:8]))
    recorded(records, NAMED, 6)
    assert the_case(records, NAMED).state is state


def test_a_long_reason_is_cut_where_the_schema_ends(records: Records) -> None:
    recorded(records, SHAPE)
    happens(records, SHAPE, K.ACCEPTED, {"until": format_utc(UNTIL), "because": "x" * 500})
    recorded(records, NAMED, 5)
    answer = Cases(records).events(the_case(records, NAMED).id)[-1].body["because"]
    assert isinstance(answer, str)
    assert (len(answer), answer[-1]) == (500, "x")


def test_that_the_shape_was_wrong_says_nothing_about_the_check(records: Records) -> None:
    recorded(records, SHAPE)
    happens(records, SHAPE, K.MARKED_FALSE, {"because": "a trap"})
    recorded(records, NAMED, 5)
    assert (the_case(records, SHAPE).state, the_case(records, NAMED).state) == (S.TAKEN_OVER, S.OPEN)


def test_a_risk_that_was_accepted_as_a_smaller_one_is_not(records: Records) -> None:
    recorded(records, "metrics")
    happens(records, "metrics", K.ACCEPTED, {"until": format_utc(UNTIL), "because": "only figures"})
    low = the_case(records, "metrics")
    steps = takeover.decision(records, "new", Severity.CRITICAL, [replace(low, severity=Severity.LOW)], NOON)
    assert list(steps) == []


def test_an_acceptance_that_has_ended_is_not_carried_over(records: Records) -> None:
    recorded(records, SHAPE)
    happens(records, SHAPE, K.ACCEPTED, {"until": format_utc(NOON + 3 * MINUTE), "because": "for a moment"})
    recorded(records, NAMED, 5)
    assert (the_case(records, SHAPE).state, the_case(records, NAMED).state) == (S.TAKEN_OVER, S.OPEN)


def test_of_two_old_cases_the_less_decided_one_counts(records: Records) -> None:
    recorded(records, SHAPE)
    recorded(records, "records")
    happens(records, SHAPE, K.MARKED_FALSE, {"because": "a trap"})
    recorded(records, NAMED, 5)
    assert {the_case(records, check).state for check in (SHAPE, "records")} == {S.TAKEN_OVER}
    assert the_case(records, NAMED).state is S.OPEN


def test_of_decided_ones_an_acceptance_counts_and_the_one_that_ends_first(records: Records) -> None:
    ends = {"records": UNTIL, "metrics": UNTIL - timedelta(days=1)}
    for check, end in ends.items():
        recorded(records, check)
        happens(records, check, K.ACCEPTED, {"until": format_utc(end), "because": "our archive"})
    recorded(records, SHAPE)
    happens(records, SHAPE, K.MARKED_FALSE, {"because": "a trap"})
    recorded(records, NAMED, 5)
    new = the_case(records, NAMED)
    assert (new.state, new.until) == (S.ACCEPTED, ends["metrics"])


def test_a_silent_case_is_taken_over_and_open_again(records: Records) -> None:
    recorded(records, SHAPE)
    happens(records, SHAPE, K.WENT_SILENT, {"because": "no response", "rounds": 2, "needed": 3})
    recorded(records, NAMED, 5)
    assert (the_case(records, SHAPE).state, the_case(records, NAMED).state) == (S.TAKEN_OVER, S.OPEN)


@pytest.mark.parametrize("kind", [K.CLOSED, K.WITHDRAWN, K.CLOSED_BY_WORD])
def test_what_is_closed_stays_as_it_is(records: Records, kind: CaseEventKind) -> None:
    recorded(records, SHAPE)
    rounds: dict[str, Json] = {} if kind is K.CLOSED_BY_WORD else {"rounds": 3, "needed": 3}
    state = happens(records, SHAPE, kind, {"because": "done", **rounds})
    recorded(records, NAMED, 5)
    assert the_case(records, SHAPE).state is state
    assert (the_case(records, NAMED).state, the_case(records, NAMED).linked) == (S.OPEN, ())


def test_another_server_takes_nothing_over(records: Records) -> None:
    recorded(records, SHAPE, identity="tls-key:one")
    recorded(records, NAMED, 5, identity="tls-key:two")
    assert the_case(records, SHAPE, "tls-key:one").state is S.OPEN
    assert the_case(records, NAMED, "tls-key:two").linked == ()


def test_a_server_that_now_shows_its_identity_takes_over(records: Records) -> None:
    recorded(records, SHAPE)
    recorded(records, NAMED, 5, identity="tls-key:one")
    assert the_case(records, SHAPE).continued_as == the_case(records, NAMED, "tls-key:one").id


def test_only_the_same_service_counts(records: Records) -> None:
    elsewhere = seen(port=81)
    judged = replace(look(elsewhere, opened(ExposureKind.DATA), check=SHAPE), identity="")
    record_scan(records, judged, replace(held(elsewhere), judged=judged), None, NOON)
    recorded(records, NAMED, 5)
    [case] = Cases(records).of(judged.finding)
    assert case.state is S.OPEN


@pytest.mark.parametrize("check", [name for name, one in catalogue.checks().items() if not one.whole])
def test_a_file_that_any_server_may_have_takes_nothing_over(records: Records, check: str) -> None:
    """Its closure would say nothing about what the shape saw."""
    recorded(records, SHAPE)
    recorded(records, check, 5)
    assert (the_case(records, SHAPE).state, the_case(records, check).state) == (S.OPEN, S.OPEN)


def test_a_shape_takes_nothing_over(records: Records) -> None:
    recorded(records, SHAPE)
    recorded(records, "records", 5)
    assert (the_case(records, SHAPE).state, the_case(records, "records").state) == (S.OPEN, S.OPEN)


def test_a_check_that_says_closed_takes_nothing_over(records: Records) -> None:
    recorded(records, SHAPE)
    shut(records, NAMED, 5)
    assert the_case(records, SHAPE).state is S.OPEN


def test_a_case_that_was_there_before_keeps_its_own_state(records: Records) -> None:
    """An older version opened a second case beside the first."""
    recorded(records, NAMED)
    happens(records, NAMED, K.NOTIFIED, {"notice": "n1"})
    recorded(records, SHAPE, 2)
    happens(records, SHAPE, K.MARKED_FALSE, {"because": "a trap"}, 3)
    recorded(records, NAMED, 5)
    assert (the_case(records, SHAPE).state, the_case(records, NAMED).state) == (S.TAKEN_OVER, S.NOTIFIED)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (K.MARKED_FALSE, {"because": "a trap"}),
        (K.ACCEPTED, {"until": format_utc(UNTIL), "because": "our archive"}),
    ],
)
def test_a_decided_case_of_a_check_hides_no_open_case_of_a_shape(
    records: Records, kind: CaseEventKind, body: dict[str, Json]
) -> None:
    recorded(records, NAMED)
    happens(records, NAMED, kind, body)
    recorded(records, SHAPE, 2)
    recorded(records, NAMED, 5)
    assert the_case(records, SHAPE).state is S.OPEN


def test_what_the_shape_sees_later_reopens_the_case_that_goes_on(records: Records) -> None:
    recorded(records, SHAPE)
    recorded(records, NAMED, 1)
    shut(records, NAMED, 2)
    assert the_case(records, NAMED).state is S.CLOSED
    recorded(records, SHAPE, 9)
    old, new = the_case(records, SHAPE), the_case(records, NAMED)
    assert (old.state, new.state, new.last_open) == (S.TAKEN_OVER, S.OPEN, NOON + 9 * MINUTE)


def test_a_refusal_that_a_shape_meets_does_not_close_the_case_that_goes_on(records: Records) -> None:
    recorded(records, SHAPE)
    recorded(records, NAMED, 1)
    shut(records, SHAPE, 2)
    assert the_case(records, NAMED).state is S.OPEN


def test_after_an_error_nothing_of_it_is_there(records: Records) -> None:
    """The new case, its decision and the end of the old one are one transaction."""
    recorded(records, SHAPE)
    old = the_case(records, SHAPE).id
    steps = [
        CaseStep(key="one", case=old, kind=K.ACKNOWLEDGED, actor="jane", body={}),
        CaseStep(key="two", case=old, kind=K.DETECTED, actor="jane", body={}),
    ]
    with pytest.raises(ValueError, match="needs"):
        CaseWriter(Changes(records)).append_together(steps, NOON)
    assert [event.kind for event in Cases(records).events(old)] == [K.DETECTED]


class Meddled(Cases):
    """Somebody closes every case of a shape between the moment when it is read and the next event."""

    def __init__(self, records: Records) -> None:
        super().__init__(records)
        self._records = records

    def of_any(self, findings: Collection[str]) -> list[Case]:
        read = super().of_any(findings)
        for case in read:
            body: dict[str, Json] = {"because": "the owner called"}
            CaseWriter(Changes(self._records)).append(case.id, K.CLOSED_BY_WORD, NOON, "jane", body)
        return read


def test_a_case_that_somebody_moves_in_between_is_left_to_them(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(records, SHAPE)
    monkeypatch.setattr(takeover, "Cases", Meddled)
    updates = recorded(records, NAMED, 5)
    old, new = the_case(records, SHAPE), the_case(records, NAMED)
    assert (old.state, old.continued_as, new.state, new.linked) == (S.SAID_CLOSED, "", S.OPEN, ())
    assert [event.kind for one in updates for event in one.events] == [K.DETECTED]


def test_a_scan_that_meets_the_shape_again_obeys_what_was_decided(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        ScanWriter(Changes(workspace.store.records)).put(RECORD)
        seen_again = a_finding(SHAPE, 9)
        answer = []
        for finding in (a_finding(SHAPE), a_finding(NAMED, 5), seen_again):
            recorder = ScanRecorder(workspace=workspace, record=RECORD)
            outcome = CheckOutcome(judged=finding.judged, finding=finding)
            entry = EndpointResult(index=0, observation=seen(), outcomes=(outcome,))
            lines = recorder.store_batch([entry], 1)
            answer.append(next(line["decision"] for line in lines if line["type"] == "finding"))
            answer.append(recorder.counts["decided"])
            if finding.judged.check == SHAPE and finding is not seen_again:
                body: dict[str, Json] = {"until": "2999-01-01T00:00:00.000000Z", "because": "our archive"}
                happens(workspace.store.records, SHAPE, K.ACCEPTED, body)
    assert answer == [None, 0, "accepted", 1, "accepted", 1]


@dataclass
class Renamed:
    """A mailbox that no check knows, until its new version says what it is."""

    box: Mailbox = field(default_factory=Mailbox)
    named: bool = False
    web: Web = field(init=False)

    def __post_init__(self) -> None:
        self.web = Web(answer=self._answer)

    def _answer(self, path: str) -> Answer:
        if self.named:
            return self.box.web.answer(path)
        plain = {
            "/": page(200, FRONT, content_type="text/html"),
            LETTERS: page(200, MAILS, content_type="application/json"),
        }
        return plain.get(path, page(404, b"none"))


def test_from_the_shape_to_the_proof(tmp_path: Path) -> None:
    site = Renamed()
    with Loopback() as loopback, office(tmp_path) as workspace:
        port = loopback.serve(site.web)
        cases = Cases(workspace.store.records)
        scanned(workspace, [port])
        [old] = cases.list(LIVE)
        site.named = True
        scanned(workspace, [port])
        [new] = cases.list(LIVE)
        taken = cases.get(old.id)
        live = [case.id for case in all_live(workspace)]
        with pytest.raises(NotAllowed, match=f"continued as case {new.id[:8]}"):
            asyncio.run(verify(workspace, old.id))
        with pytest.raises(NotAllowed, match="only what evidence closed"):
            proofs.make(workspace, old.id)
        found = [workspace.store.observations.count(f"case:{state}") for state in ("taken_over", "open")]
        site.named = False
        scanned(workspace, [port])
        site.named = site.box.locked = True
        scanned(workspace, [port])
        done, history = cases.get(new.id), cases.events(new.id)
        proof = proofs.check(proofs.make(workspace, new.id), None)
    assert (old.check, old.state, new.check) == (SHAPE, S.OPEN, NAMED)
    assert (taken.state, taken.continued_as, live) == (S.TAKEN_OVER, new.id, [new.id])
    assert (new.first_open, new.detected, new.linked) == (old.first_open, old.detected, (old.id,))
    assert found == [1, 1]
    looked = [event for event in history if event.kind is K.LOOKED]
    assert len(looked) == 2, "what the shape saw again, and the password"
    assert (done.state, proof.standing.value) == (S.CLOSED, "intact")
