"""Made-up cases, looks and events for the tests of this folder and of the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leftopen.cases import event_schema, hash_chain
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.transcript import Transcript, TranscriptLine
from leftopen.model.verdict import Phase, Reason, State

START = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
HERE, THERE = "office", "abroad"
TALK: Transcript = (
    TranscriptLine(sent=True, at=0.0, length=18, digest="a" * 64, excerpt="GET / HTTP/1.1"),
    TranscriptLine(sent=False, at=0.125, length=512, digest="b" * 64, excerpt="HTTP/1.1 200 OK"),
)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def a_case(state: CaseState = CaseState.OPEN, **changes: object) -> Case:
    case = Case(
        id="c" * 32,
        finding="f" * 32,
        service="5" * 32,
        check="mailbox_web_open",
        endpoint="192.0.2.7:1080",
        address="192.0.2.7",
        port=1080,
        realm="internet",
        identity="tls-key:one",
        product="sendria",
        state=state,
        severity=Severity.CRITICAL,
        first_open=START,
        last_open=START,
        detected=START,
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def a_look(
    at: float, state: State, reason: Reason, phase: Phase = Phase.JUDGE, **changes: str
) -> CheckObservation:
    look = CheckObservation(
        at=minute(at), vantage=HERE, state=state, reason=reason, phase=phase, id=f"look-{at}"
    )
    return replace(look, **changes)  # type: ignore[arg-type]


def detected_body(look: str = "look-0", **changes: Json) -> dict[str, Json]:
    body: dict[str, Json] = {
        "finding": "f" * 32,
        "service": "5" * 32,
        "check": "mailbox_web_open",
        "endpoint": "192.0.2.7:1080",
        "address": "192.0.2.7",
        "port": 1080,
        "realm": "internet",
        "identity": "tls-key:one",
        "product": "sendria",
        "severity": "critical",
        "look": look,
        "vantage": HERE,
        "at": "2026-02-03T08:00:00.000000Z",
        "holds": {"sf86": 3},
        "transcript": event_schema.transcript_digest(TALK),
    }
    return {**body, **changes}


def chained(*steps: tuple[CaseEventKind, dict[str, Json]], case: str = "c" * 32) -> Sequence[CaseEvent]:
    """One event a minute, linked from the beginning."""
    events: list[CaseEvent] = []
    for number, (kind, body) in enumerate(steps):
        previous = events[-1].hash if events else hash_chain.BEGINNING
        event = hash_chain.seal(
            seq=number + 1,
            case=case,
            kind=kind,
            at=minute(number),
            actor="leftopen",
            body=body,
            previous=previous,
        )
        events.append(event)
    return events


def a_closed_chain() -> Sequence[CaseEvent]:
    """Found, told, asked for a password, closed."""
    asked = a_look(2, State.CLOSED, Reason.PASSWORD_ASKED)
    return chained(
        (CaseEventKind.DETECTED, detected_body()),
        (CaseEventKind.NOTIFIED, {"notice": "n1"}),
        (CaseEventKind.LOOKED, event_schema.observation_body(asked, TALK)),
        (CaseEventKind.CLOSED, {"because": "the server now requires a password", "rounds": 1, "needed": 1}),
    )
