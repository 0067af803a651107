"""Looks that find the same again are counted: one event a day, and every answer as if each had its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.cases import equal_looks, event_schema, proof
from leftopen.cases.closure_rules import conclude
from leftopen.cases.open_intervals import stretches
from leftopen.cases.proof import ProofContext, ProofStatus
from leftopen.cases.proof_keys import private_from_seed, public_pem
from leftopen.cases.recheck_times import next_check
from leftopen.cases.window import window
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.closure import CheckObservation
from leftopen.model.facts import Json
from leftopen.model.finding import Finding
from leftopen.model.severity import Severity
from leftopen.model.vantage import Vantage
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.timestamps import format_utc
from leftopen.service.cases.case_updates import record_recheck, record_scan
from leftopen.service.cases.timeline import timeline, without_repeats
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.look_counts import look_counts
from tests.store.new_folder import new_records
from tests.store.samples import HERE, NOON, held, seen

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
K = CaseEventKind
OPEN = opened(ExposureKind.DATA)
VERDICTS: tuple[Verdict, ...] = (
    *[OPEN] * 40, opened(ExposureKind.METADATA), closed(Reason.PASSWORD_ASKED),
    unknown(Reason.REFUSED, Phase.CONNECT), unknown(Reason.TIMEOUT, Phase.CONNECT),
)  # fmt: skip
THERE = replace(HERE, name="abroad")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened_records:
        yield opened_records


def found(at: datetime, verdict: Verdict = OPEN, vantage: Vantage = HERE, **labels: int) -> Finding:
    minutes = round((at - NOON) / MINUTE)
    holds: dict[str, Any] = labels or {"us_ssn": 2}
    finding = held(seen(), minutes=minutes, **holds)
    return replace(finding, judged=replace(finding.judged, verdict=verdict, vantage=vantage))


def scanned(records: Records, at: datetime, finding: Finding | None = None) -> Case:
    one = finding or found(at)
    [update] = record_scan(records, one.judged, one, None, at)
    return update.case


def kinds(records: Records, case: Case) -> list[CaseEventKind]:
    return [event.kind for event in Cases(records).events(case.id)]


def test_a_month_of_equal_looks_is_one_event_a_day(records: Records) -> None:
    for number in range(30 * 4):
        case = scanned(records, NOON + number * DAY / 4)
    assert case.last_open == NOON + 119 * DAY / 4
    assert kinds(records, case) == [K.DETECTED, K.LOOKED, *[K.COUNTED] * 29]
    assert [look.at for look in Cases(records).looks(case.id)] == [NOON + n * DAY / 4 for n in range(120)]
    assert Cases(records).verify_chain()[1] == ""
    shown = without_repeats(timeline(Cases(records).history(case.id), []))
    assert [(one.times, one.since, one.at) for one in shown] == [
        (1, None, NOON), (119, NOON + DAY / 4, NOON + 119 * DAY / 4),
    ]  # fmt: skip
    assert Cases(records).newest_events() == {case.id: (31, 2)}
    with records.database.read() as connection:
        waiting = look_counts.find(connection, case.id)
        assert waiting is not None
        assert len(waiting.looks) == 2
    assert CaseWriter(Changes(records)).tell_counted(NOON + 30 * DAY) == 0
    assert CaseWriter(Changes(records)).tell_counted(NOON + 31 * DAY) == 1
    assert (kinds(records, case)[-1], Cases(records).verify_chain()[1]) == (K.COUNTED, "")
    with records.database.read() as connection:
        assert look_counts.list(connection) == []


def test_every_change_is_told_at_once_and_after_what_was_counted(records: Records) -> None:
    for number in range(4):
        case = scanned(records, NOON + number * MINUTE)
    begun = [K.DETECTED, K.LOOKED]
    assert kinds(records, case) == begun
    case = scanned(records, NOON + 5 * MINUTE, found(NOON + 5 * MINUTE, us_ssn=9))
    assert kinds(records, case) == [*begun, K.COUNTED, K.LOOKED], "it holds more"
    scanned(records, NOON + 6 * MINUTE, found(NOON + 6 * MINUTE, us_ssn=9))
    CaseWriter(Changes(records)).append(case.id, K.NOTIFIED, NOON + 7 * MINUTE, "maria", {"notice": "n"})
    assert kinds(records, case)[3:] == [K.LOOKED, K.COUNTED, K.NOTIFIED]
    shut = found(NOON + 8 * MINUTE, closed(Reason.PASSWORD_ASKED)).judged
    scanned(records, NOON + 7 * MINUTE, found(NOON + 7 * MINUTE, us_ssn=9))
    record_scan(records, shut, None, None, NOON + 8 * MINUTE)
    assert kinds(records, case)[-3:] == [K.COUNTED, K.LOOKED, K.CLOSED]
    assert Cases(records).verify_chain()[1] == ""


def test_a_look_that_comes_twice_is_counted_once(records: Records) -> None:
    for number in (0, 1, 2, 2, 2):
        case = scanned(records, NOON + number * MINUTE)
    assert len(Cases(records).looks(case.id)) == 3


@pytest.mark.full
def test_every_answer_is_as_if_each_look_had_its_own_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = 0
    for seed in range(4):
        with (
            Records.open(new_records(tmp_path / f"counted {seed}")) as counting,
            Records.open(new_records(tmp_path / f"each {seed}")) as each,
        ):
            one, other = lived(counting, seed), []
            with monkeypatch.context() as patch:
                patch.setattr(equal_looks, "like", lambda *_: "")
                other = list(lived(each, seed))
            for number, (answer, wanted) in enumerate(zip(one, other, strict=True)):
                assert answer == wanted, (seed, number)
            assert Cases(counting).verify_chain()[1] == Cases(each).verify_chain()[1] == ""
            saved += Cases(each).newest_event() - Cases(counting).newest_event()
    assert saved > 15, "or nothing was counted"


def lived(records: Records, seed: int) -> Iterator[object]:
    """Scans, rechecks and decisions, by a clock that jumps at times; after each all that follows from the
    looks."""
    chance, now = random.Random(seed), NOON
    case = scanned(records, now)
    for _ in range(40):
        now += chance.choice([1, 11, 11, 300, 360, 1500, -7]) * MINUTE
        verdict, vantage = chance.choice(VERDICTS), chance.choice([HERE, HERE, THERE])
        finding = found(now, verdict, vantage, us_ssn=chance.choice([2] * 9 + [5]))
        finding = replace(finding, severity=chance.choice([Severity.HIGH] * 9 + [Severity.LOW]))
        what = chance.choice(["scan"] * 9 + ["recheck"] * 5 + ["decide"])
        is_open = verdict.state == OPEN.state
        if what == "decide":
            _decide(records, case.id, chance, now)
        elif what == "scan":
            record_scan(records, finding.judged, finding if is_open else None, None, now)
        else:
            control = chance.choice(["", "tcp 192.0.2.7:22"])
            shown = finding if is_open else None
            record_recheck(records, case, finding.judged, now, control=control, finding=shown)
        case = Cases(records).get(case.id)
        yield _answers(case, Cases(records).looks(case.id), now)


def _decide(records: Records, case: str, chance: random.Random, now: datetime) -> None:
    until = format_utc(now + chance.choice([1, 3]) * DAY)
    bodies: dict[CaseEventKind, event_schema.Body] = {
        K.ACCEPTED: {"until": until, "because": "a test"}, K.NOTIFIED: {"notice": "n"},
    }  # fmt: skip
    kind = chance.choice(list(bodies))
    try:
        CaseWriter(Changes(records)).append(case, kind, now, "maria", bodies[kind])
    except ValueError:
        assert kind is K.ACCEPTED


def _answers(case: Case, looks: tuple[CheckObservation, ...], now: datetime) -> object:
    return (
        case, [replace(look, id="") for look in looks], conclude(case, looks, now), window(case, now, looks),
        stretches(case, looks, now), next_check(case, looks, now),
    )  # fmt: skip


def proved(events: list[CaseEvent]) -> ProofStatus:
    around = ProofContext(
        clause="", vantage="", scanner="", head_seq=events[-1].seq, head_hash=events[-1].hash, written=NOON
    )
    key = private_from_seed(bytes(32))
    return proof.check(proof.sign(proof.build(events, {}, around), key), public_pem(key)).standing


def test_a_proof_reads_what_was_counted(records: Records) -> None:
    for number in range(8):
        case = scanned(records, NOON + number * DAY / 4)
    record_scan(
        records, found(NOON + 3 * DAY, closed(Reason.PASSWORD_ASKED)).judged, None, None, NOON + 3 * DAY
    )
    events = Cases(records).events(case.id)
    assert K.COUNTED in kinds(records, case)
    assert proved(events) is ProofStatus.VALID
    body = proof.build(events, {}, ProofContext(
        clause="", vantage="", scanner="", head_seq=99, head_hash="", written=NOON,
    ))  # fmt: skip
    assert body["format"] == "leftopen-proof/3"
    last = next(event for event in events if event.kind is K.COUNTED)
    wrongs: list[dict[str, Json]] = [
        {"count": 9}, {"last": format_utc(NOON)}, {"looks": [[1, 0]]}, {"looks": []}, {"like": {"x": ""}},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"must be|is like none|is a place"):
            event_schema.looks([*events[:2], replace(last, body={**last.body, **wrong})])
    like = last.body["like"]
    assert isinstance(like, dict)
    named: dict[str, Json] = dict.fromkeys(like, "0" * 64)
    changed = [replace(one, body={**one.body, "like": named}) if one is last else one for one in events]
    assert "is not like the checks" in equal_looks.misfit(changed)
