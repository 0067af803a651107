from __future__ import annotations

from dataclasses import replace

from leftopen.cases import event_schema
from leftopen.cases.state_machine import case_of
from leftopen.model.address import Address
from leftopen.model.case import CaseEventKind
from leftopen.model.closure import Closure, ClosureOutcome
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, opened
from tests.cases.made_up import START, TALK, a_case, a_look, chained, detected_body, minute


def a_finding() -> Finding:
    judged = CheckResult(
        look="l" * 32,
        finding="f" * 32,
        service="5" * 32,
        observation="0" * 32,
        endpoint=Endpoint(address=Address.parse("2001:db8::7"), port=1080),
        check="mailbox_web_open",
        at=START,
        vantage=Vantage(place=Place.LOOPBACK, name="laptop"),
        scan="s" * 32,
        clause="loopback is always allowed",
        verdict=opened(ExposureKind.DATA),
        identity="tls-key:one",
        product="sendria",
        transcript=TALK,
    )
    evidence = Evidence(holds=(LabelCount(label="ssn", count=4, distinct=3, examples=("***-**-0001",)),))
    return Finding(judged=judged, severity=Severity.HIGH, size=Size(records=4), evidence=evidence)


def test_a_finding_opens_a_case_without_its_examples() -> None:
    body = event_schema.detection_body(a_finding(), minute(-60))
    case = case_of(chained((CaseEventKind.DETECTED, body)))
    assert (case.endpoint, case.address, case.port) == ("[2001:db8::7]:1080", "2001:db8::7", 1080)
    assert (case.holds, case.open_after) == ({"ssn": 4}, minute(-60))
    assert "***" not in str(body)


def test_looks_come_back_from_events_as_they_went_in() -> None:
    look = a_look(
        4, State.UNKNOWN, Reason.REFUSED, Phase.CONNECT, control="tcp 192.0.2.9:22", cloud_rule="deny"
    )
    events = chained(
        (CaseEventKind.DETECTED, event_schema.detection_body(a_finding())),
        (CaseEventKind.LOOKED, event_schema.observation_body(look)),
    )
    first, second = event_schema.looks(events)
    assert second == look
    assert (first.state, first.vantage, first.product) == (State.OPEN, "laptop", "sendria")


def test_a_long_sentence_is_cut_to_what_an_event_takes() -> None:
    closure = Closure(step=ClosureOutcome.CLOSED, because="x" * 900, rounds=3, needed=3)
    assert len(str(event_schema.conclusion_body(closure)["because"])) == 500


def test_a_transcript_digest_leaves_the_excerpts_out_and_takes_everything_else_in() -> None:
    erased = tuple(replace(line, excerpt="") for line in TALK)
    assert event_schema.transcript_digest(erased) == event_schema.transcript_digest(TALK)
    first, second = TALK
    others = (
        replace(first, sent=False),
        replace(first, at=9.0),
        replace(first, length=1),
        replace(first, digest="c" * 64),
    )
    for other in others:
        assert event_schema.transcript_digest((other, second)) != event_schema.transcript_digest(TALK)


def test_a_case_that_continues_a_reopened_one_knows_when_that_was() -> None:
    """What is due counts from then."""
    linked = event_schema.continues(replace(a_case(), reopened=minute(5)), "x")
    events = chained((CaseEventKind.DETECTED, detected_body()), (CaseEventKind.LINKED, linked))
    assert case_of(events).reopened == minute(5)
