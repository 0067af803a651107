"""A made-up case in full, as `service.cases.case_report` would give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from leftopen.model.address import Address
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.notice import Notice, Receipt
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Reason, closed, opened
from leftopen.present.json_lines import (
    case_line,
    event_line,
    finding_line,
    format_utc,
    notice_line,
    verdict_line,
)
from leftopen.present.observation_json import observation_line

AT = datetime(2026, 11, 23, 9, 30, 0, tzinfo=UTC)
HERE = Vantage(place=Place.INTERNET, name="paris-1")
WHERE = Endpoint(address=Address.parse("192.0.2.7"), port=8080)
PERMISSION = "record r1: 192.0.2.0/24, authorised by A. Person until 2027-01-01"


def after(**span: float) -> datetime:
    return AT + timedelta(**span)


CASE = Case(
    id="4f1c9a07b2d35e6880aa41c3d7e9f012", finding="f" * 32, service="5" * 32, check="mailbox_web_open",
    endpoint="192.0.2.7:8080", address="192.0.2.7", port=8080, realm="internet",
    identity="tls-key:SHA256:0a1b2c3d", product="Sendria", state=CaseState.CLOSED, severity=Severity.CRITICAL,
    open_after=after(hours=-6), first_open=AT, detected=after(seconds=2), notified=after(minutes=1),
    acknowledged=after(minutes=48), last_open=after(hours=3), closed=after(hours=3, minutes=40),
    holds={"us_ssn": 7, "sf86": 1},
)  # fmt: skip

_OPEN = CheckResult(
    look="1" * 32, finding="f" * 32, service="5" * 32, observation="0" * 32, endpoint=WHERE,
    check="mailbox_web_open", at=after(seconds=2), vantage=HERE, scan="scan-1", clause=PERMISSION,
    verdict=opened(ExposureKind.DATA, "300 messages, subjects and senders readable"), product="Sendria",
    identity="tls-key:SHA256:0a1b2c3d",
    transcript=(
        TranscriptLine(
            sent=True, at=0.001, length=142, digest="9b" * 32,
            excerpt="GET /api/messages/?page=100000 HTTP/1.1\r\nHost: 192.0.2.7:8080\r\nUser-Agent: leftopen",
        ),
        TranscriptLine(
            sent=False, at=0.012, length=254, digest="c4" * 32,
            excerpt='HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"code": "OK", "data": [], '
            '"meta": {"pages_total": 3}}',
        ),
    ),
)  # fmt: skip
_SHUT = replace(
    _OPEN, look="2" * 32, at=after(hours=3, minutes=40), verdict=closed(Reason.PASSWORD_ASKED, "401 Basic")
)
_FINDING = Finding(
    judged=_OPEN,
    severity=Severity.CRITICAL,
    size=Size(
        records=300,
        bytes=3_100_000_000_000,
        at_least=True,
        oldest=datetime(2015, 3, 1, tzinfo=UTC),
        newest=after(days=-1),
    ),
    evidence=Evidence(
        holds=(
            LabelCount(label="mil_address", count=41, distinct=23, examples=("j***@unit.mil.example",)),
            LabelCount(label="us_ssn", count=7, distinct=5, examples=("9**-**-**12", "9**-**-**40")),
            LabelCount(label="sf86", count=1, distinct=1, examples=("Standard Form 86",)),
            LabelCount(label="contract_number", count=3, distinct=3, examples=("H92***-**-*-0001",)),
        ),
        items=8,
        bytes=48_211,
        failed=1,
        left=52,
        cut=2,
        origins=(("unit.mil.example", 41), ("contractor.example", 9)),
        units=(("3rd Example Wing", 4),),
    ),
    case=CASE.id,
    first_open=AT,
    last_open=after(hours=3),
)
SEEN = Observation(
    id="0" * 32, service="5" * 32, endpoint=WHERE, timestamp=after(seconds=1), duration=0.03, vantage=HERE,
    scan="scan-1", clause=PERMISSION, module="http", data="HTTP/1.1 200 OK\r\n\r\n", product="Sendria",
    version="2.2.2", hostnames=("mail.unit.mil.example",), tags=("mail",),
    blocks={"http": {"title": "Sendria", "status": 200}},
)  # fmt: skip
_NOTICE = Notice(
    id="n" * 32,
    case=CASE.id,
    to="mailto:soc@example.org",
    subject="[4f1c9a07] Sendria on 192.0.2.7:8080 is readable without a password",
    text="What: Sendria: data can be read without a password\nWhere: 192.0.2.7:8080\n",
    written=after(seconds=50),
)
_RECEIPT = Receipt(notice="n" * 32, accepted=True, said="250 2.0.0 queued", at=after(minutes=1))
_KINDS = (
    (CaseEventKind.DETECTED, after(seconds=2), "scan"),
    (CaseEventKind.NOTIFIED, after(minutes=1), "notify"),
    (CaseEventKind.ACKNOWLEDGED, after(minutes=48), "a person"),
    (CaseEventKind.LOOKED, after(hours=3), "verify"),
    (CaseEventKind.CLOSED, after(hours=3, minutes=40), "verify"),
)
_EVENTS = tuple(
    CaseEvent(
        seq=n, case=CASE.id, kind=kind, at=at, actor=actor, body={"look": "1" * 32},
        previous=f"{n - 1:064x}", hash=f"{n * 7919:064x}"[::-1],
    )
    for n, (kind, at, actor) in enumerate(_KINDS, start=1)
)  # fmt: skip


def case_report(**changes: Any) -> dict[str, Any]:
    """The closed case; `changes` replace whole parts."""
    whole = {
        "type": "dossier",
        "version": "0.1.0",
        "generated": format_utc(after(hours=4)),
        "case": case_line(CASE),
        "title": "A mailbox open to the web",
        "remedy": "Start Sendria with --http-auth FILE (htpasswd), and let only your own network reach it.",
        "references": ["https://example.org/sendria"],
        "sized_by": "the pages that its own listing counts",
        "plain": "",
        "read_limit": "This check reads names at most.",
        "finding": finding_line(_FINDING),
        "observation": observation_line(SEEN),
        "events": [event_line(event) for event in _EVENTS],
        "looks": [verdict_line(_OPEN), verdict_line(_SHUT)],
        "notices": [notice_line(_NOTICE, [_RECEIPT])],
        "closure": {
            "step": "closed",
            "because": "the same server asks for a password now",
            "rounds": 1,
            "needed": 1,
            "next_look": None,
        },
        "window": {
            "open_for": {"lower": 10800.0, "upper": 34800.0},
            "open_to_detected": {"lower": 2.0, "upper": 21602.0},
            "detected_to_notified": {"lower": 58.0, "upper": 58.0},
            "detected_to_acknowledged": None,
            "notified_to_closed": {"lower": 10740.0, "upper": 13140.0},
        },
        "timeline": [
            {
                "step": "the owner is notified",
                "then": "Sunday 19 February",
                "source": "press",
                "here": "60 s after",
            }
        ],
    }
    return whole | changes
