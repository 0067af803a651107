"""What is readable but perhaps meant to be: it waits for a person, and the person's word holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import ChangedSince, NotAllowed, NotFound
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.finding import Finding
from leftopen.model.scan import ScanRecord
from leftopen.model.shape import Intent, Step
from leftopen.model.verdict import ExposureKind, opened
from leftopen.pipeline.run_checks import CheckOutcome
from leftopen.service.cases import review
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.service.scanning.scan_recorder import Line, ScanRecorder
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.scans import ScanWriter
from tests.service.office import office
from tests.store.samples import NOON, held, look, seen

RECORD = ScanRecord(
    id="5ca1ab1e" * 4, targets=("192.0.2.7/32",), ports="80", method="connect", seed=1, started=NOON, total=1,
    vantage="here",
)  # fmt: skip
SHAPE = "directory_listing"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as opened:
        ScanWriter(Changes(opened.store.records)).put(RECORD)
        yield opened


def listed(
    minutes: int = 0, *, intent: Intent = Intent.UNDETERMINED, path: str = "/share/", identity: str = ""
) -> Finding:
    observation = seen(at=NOON + timedelta(minutes=minutes), identity=identity)
    judged = replace(
        look(observation, opened(ExposureKind.DATA, "40 files"), check=SHAPE),
        identity=identity,
        intent=intent,
        intent_why="plain files",
        route=(Step(path=path),),
    )
    return replace(held(observation), judged=judged)


def scanned(
    workspace: Workspace, finding: Finding | None, minutes: int = 0, *, checked: bool = True
) -> list[Line]:
    """One scan of the service that saw this finding, or nothing."""
    observation = seen(at=NOON + timedelta(minutes=minutes))
    outcomes = (CheckOutcome(judged=finding.judged, finding=finding),) if finding else ()
    recorder = ScanRecorder(workspace=workspace, record=RECORD)
    entry = EndpointResult(index=0, observation=observation, outcomes=outcomes, checked=checked)
    lines = recorder.store_batch([entry], 1)
    lines.append({"type": "counts", **recorder.counts})
    return lines


def kinds(lines: list[Line]) -> list[object]:
    return [line["type"] for line in lines if line["type"] not in ("observation", "verdict", "counts")]


def test_it_is_listed_and_no_case_opens(workspace: Workspace) -> None:
    lines = scanned(workspace, listed())
    assert kinds(lines) == ["finding"]
    assert lines[-1] == {"type": "counts", "undetermined": 1, "talked": 1}
    [one] = review.list_reviews(workspace)
    assert (one.undecided, one.seen, one.last_seen) == (True, True, NOON)
    assert Cases(workspace.store.records).list() == []
    assert workspace.store.observations.count("verdict:open") == 0


def test_what_is_published_is_listed_too_and_counted_apart(workspace: Workspace) -> None:
    assert scanned(workspace, listed(intent=Intent.PUBLISHED))[-1]["published"] == 1
    [one] = review.list_reviews(workspace)
    assert not one.undecided


def test_alike_are_those_of_one_shape_reason_and_site(workspace: Workspace) -> None:
    one = listed()

    def other(number: int, endpoint: Endpoint, why: str = "plain files") -> Finding:
        judged = replace(one.judged, finding=f"{number:02d}" * 16, endpoint=endpoint, intent_why=why)
        return replace(one, judged=judged)

    here = one.judged.endpoint
    far = replace(here, address=Address.parse("192.0.2.9"))
    named = (replace(here, name="files.example.org"), replace(far, name="files.example.org"))
    entries = [
        one, other(1, replace(here, port=81)), other(2, replace(here, port=82), "source code"), other(3, far),
        other(4, named[0]), other(5, named[1]),
    ]  # fmt: skip
    for entry in entries:
        review.put_on_list(workspace.store.records, entry)
    alike = review.list_alike(workspace, one.judged.finding)
    assert [each.id for each in alike] == [one.judged.finding, "01" * 16]
    assert {each.id for each in review.list_alike(workspace, "04" * 16)} == {"04" * 16, "05" * 16}
    review.dismiss(workspace, "01" * 16, "a mirror")
    assert [each.id for each in review.list_alike(workspace, one.judged.finding)] == [one.judged.finding]


def test_seen_again_it_stays_one_with_a_later_time(workspace: Workspace) -> None:
    for minutes in (0, 9, 3):
        scanned(workspace, listed(minutes))
    [one] = review.list_reviews(workspace)
    assert (one.first_seen, one.last_seen) == (NOON, NOON + timedelta(minutes=9))


def test_a_scan_that_no_longer_sees_it_takes_it_off_the_list_and_says_when(workspace: Workspace) -> None:
    scanned(workspace, listed())
    scanned(workspace, None, 5, checked=False)
    assert review.list_reviews(workspace), "a scan without checks knows nothing of it"
    scanned(workspace, None, 7)
    assert review.list_reviews(workspace) == []
    [gone] = review.list_reviews(workspace, everything=True)
    assert (gone.seen, gone.last_seen, gone.not_seen) == (False, NOON, NOON + timedelta(minutes=7))
    scanned(workspace, None, 9)
    assert review.list_reviews(workspace, everything=True) == [gone], "the first scan that missed it counts"
    with pytest.raises(NotAllowed, match="was not seen again"):
        review.open_case(workspace, gone.id)
    scanned(workspace, listed(11))
    assert [one.seen for one in review.list_reviews(workspace)] == [True]


def test_a_scan_of_another_service_takes_nothing_off(workspace: Workspace) -> None:
    scanned(workspace, listed())
    other = EndpointResult(
        index=0, observation=seen(port=81, at=NOON + timedelta(hours=1)), outcomes=(), checked=True
    )
    ScanRecorder(workspace=workspace, record=RECORD).store_batch([other], 1)
    assert len(review.list_reviews(workspace)) == 1


def test_a_person_makes_a_case_of_it_and_scans_update_the_case(workspace: Workspace) -> None:
    scanned(workspace, listed())
    [one] = review.list_reviews(workspace)
    case = review.open_case(workspace, one.id[:8])
    assert (case.state, case.check, case.first_open) == ("open", SHAPE, NOON)
    records = workspace.store.records
    assert Cases(records).events(case.id)[0].actor == os_user()
    kept = Findings(records).newest(case.finding, case.id)
    assert kept is not None
    assert (kept.judged.route, kept.judged.intent) == ((Step(path="/share/"),), Intent.LEFT_OPEN)
    assert workspace.store.observations.count("verdict:open") == 1
    lines = scanned(workspace, listed(20))
    assert kinds(lines) == ["finding", "case"]
    assert lines[-1]["open"] == 1
    assert review.list_reviews(workspace, everything=True) == []
    assert Cases(records).get(case.id).last_open == NOON + timedelta(minutes=20)
    assert Cases(records).verify_chain()[1] == ""


def test_another_server_at_the_same_endpoint_waits_for_a_decision_of_its_own(workspace: Workspace) -> None:
    scanned(workspace, listed(identity="one"))
    review.open_case(workspace, review.list_reviews(workspace)[0].id)
    assert kinds(scanned(workspace, listed(5, identity="two"))) == ["finding"]
    assert len(Cases(workspace.store.records).list()) == 1
    assert len(review.list_reviews(workspace)) == 1


def test_a_word_is_kept_and_obeyed_by_later_scans(workspace: Workspace) -> None:
    scanned(workspace, listed())
    review.dismiss(workspace, review.list_reviews(workspace)[0].id, "our mirror, SSN: 891-23-4567", by="ann")
    lines = scanned(workspace, listed(5))
    assert lines[-1] == {"type": "counts", "published": 1, "talked": 1}
    assert {line["intent_why"] for line in lines if line["type"] in ("verdict", "finding")} == {
        "meant to be open, says ann"
    }
    [one] = review.list_reviews(workspace)
    assert not one.undecided
    assert one.word is not None
    assert one.word.why.startswith("our mirror")
    assert "891-23-4567" not in one.word.why


@pytest.mark.parametrize(
    ("change", "undecided"),
    [({"path": "/payroll/"}, True), ({"identity": "two"}, True), ({"identity": ""}, False), ({}, False)],
)
def test_a_word_covers_the_same_server_and_path_only(
    workspace: Workspace, change: dict[str, str], undecided: bool
) -> None:
    scanned(workspace, listed(identity="one"))
    review.dismiss(workspace, review.list_reviews(workspace)[0].id, "our mirror")
    scanned(workspace, listed(5, **{"identity": "one", **change}))  # type: ignore[arg-type]
    [one] = review.list_reviews(workspace)
    assert one.undecided is undecided


def test_a_word_does_not_cover_what_is_left_open(workspace: Workspace) -> None:
    """Personal data in it, for example: a case opens, and the list no longer has it."""
    scanned(workspace, listed())
    review.dismiss(workspace, review.list_reviews(workspace)[0].id, "our mirror")
    assert kinds(scanned(workspace, listed(5, intent=Intent.LEFT_OPEN))) == ["finding", "case"]
    assert review.list_reviews(workspace, everything=True) == []


def test_a_decision_needs_a_reason_and_what_the_person_saw(workspace: Workspace) -> None:
    scanned(workspace, listed())
    [one] = review.list_reviews(workspace)
    with pytest.raises(NotAllowed, match="the reason is missing"):
        review.dismiss(workspace, one.id, " ")
    with pytest.raises(NotFound):
        review.dismiss(workspace, "zz", "why")
    scanned(workspace, listed(5, path="/payroll/"))
    with pytest.raises(ChangedSince):
        review.dismiss(workspace, one.id, "our mirror", shown=review.mark(one))
    with pytest.raises(ChangedSince):
        review.open_case(workspace, one.id, shown=review.mark(one))
    assert Cases(workspace.store.records).list() == []
