from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from leftopen.model.address import Address
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.notice import Notice, Receipt
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Reason, opened, unknown
from leftopen.present.json_lines import (
    case_line,
    event_line,
    finding_line,
    format_utc,
    notice_line,
    verdict_line,
)

AT = datetime(2023, 2, 8, 1, 2, 3, 456789, tzinfo=UTC)
WHERE = Vantage(place=Place.INTERNET, name="paris-1")
Z = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def endpoint(text: str = "192.0.2.7", port: int = 8080, name: str = "") -> Endpoint:
    return Endpoint(address=Address.parse(text), port=port, name=name)


def judged() -> CheckResult:
    return CheckResult(
        look="look-1",
        finding="finding-1",
        service="service-1",
        observation="observation-1",
        endpoint=endpoint(),
        check="mailbox_web_open",
        at=AT,
        vantage=WHERE,
        scan="scan-1",
        clause="allowed by record 1",
        verdict=opened(ExposureKind.DATA, "300 mails"),
        identity="tls-key:abc",
        product="Sendria",
        transcript=(TranscriptLine(sent=True, at=0.01, length=40, digest="ab", excerpt="GET /"),),
    )


def test_times_of_other_zones_become_utc_and_sort_as_texts() -> None:
    east = datetime(2023, 2, 8, 3, 2, 3, 456789, tzinfo=timezone(timedelta(hours=2)))
    assert format_utc(east) == format_utc(AT) == "2023-02-08T01:02:03.456789Z"
    assert format_utc(AT.replace(microsecond=0)) < format_utc(AT)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        format_utc(AT.replace(tzinfo=None))


def test_an_unknown_verdict_says_why_and_how_far_it_came() -> None:
    line = verdict_line(replace(judged(), verdict=unknown(Reason.TIMEOUT)))
    assert (line["type"], line["verdict"], line["seen"]) == ("verdict", "unknown", "none")
    assert (line["reason"], line["phase"]) == ("timeout", "judge")
    assert line["why"] == "no response before the deadline"
    assert line["id"] == "look-1"


def test_only_an_open_verdict_says_whether_it_is_meant_to_be_open() -> None:
    assert verdict_line(judged())["intent"] == "left_open"
    assert verdict_line(replace(judged(), verdict=unknown(Reason.TIMEOUT)))["intent"] is None


def test_a_finding_says_what_it_holds_and_how_much() -> None:
    held = LabelCount(label="us_ssn", count=7, distinct=5, examples=("9**-**-**12",), digests=("aa",))
    line = finding_line(
        Finding(
            judged=judged(),
            severity=Severity.CRITICAL,
            size=Size(records=300, bytes=9000, at_least=True, oldest=AT, newest=AT),
            evidence=Evidence(holds=(held,), items=8, bytes=5000, origins=(("unit.mil.example", 9),)),
            case="case-1",
            first_open=AT,
        )
    )
    assert (line["type"], line["verdict"], line["seen"], line["case"]) == (
        "finding",
        "open",
        "data",
        "case-1",
    )
    assert line["why"] == "data can be read without a password"
    assert line["holds"] == {"us_ssn": 7}
    assert line["size"] == {
        "records": 300, "bytes": 9000, "at_least": True, "oldest": format_utc(AT), "newest": format_utc(AT),
    }  # fmt: skip
    assert (line["first_open"], line["last_open"]) == (format_utc(AT), None)
    assert isinstance(line["evidence"], dict)
    assert line["evidence"]["origins"] == [{"name": "unit.mil.example", "count": 9}]
    assert line["transcript"] == [
        {"sent": True, "at": 0.01, "length": 40, "digest": "ab", "excerpt": "GET /"}
    ]  # fmt: skip
    assert json.loads(json.dumps(line)) == line


def test_a_case_prints_the_bounds_of_its_window() -> None:
    line = case_line(
        Case(
            id="case-1",
            finding="finding-1",
            service="service-1",
            check="redis_open",
            endpoint="192.0.2.7:6379",
            address="192.0.2.7",
            port=6379,
            realm="internet",
            identity="",
            product="Redis",
            state=CaseState.CLOSED,
            severity=Severity.HIGH,
            first_open=AT,
            last_open=AT,
            detected=AT,
            closed=AT,
            holds={"us_ssn": 2},
            linked=("case-0",),
        )
    )
    assert (line["type"], line["state"], line["severity"]) == ("case", "closed", "high")
    assert line["open_after"] is None
    assert line["closed"] == format_utc(AT)
    assert (line["holds"], line["linked"]) == ({"us_ssn": 2}, ["case-0"])
    assert json.loads(json.dumps(line)) == line


def test_an_event_prints_its_link_of_the_chain() -> None:
    event = CaseEvent(
        seq=3, case="case-1", kind=CaseEventKind.LOOKED, at=AT, actor="scan", body={"look": "l"},
        previous="a", hash="b",
    )  # fmt: skip
    assert event_line(event) == {
        "type": "event", "seq": 3, "case": "case-1", "kind": "looked", "at": format_utc(AT), "actor": "scan",
        "body": {"look": "l"}, "previous": "a", "hash": "b",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "delivery"),
    [([], "written"), ([False], "failed"), ([False, True], "accepted")],
)
def test_a_notice_says_whether_the_other_side_took_it(answers: list[bool], delivery: str) -> None:
    notice = Notice(id="n", case="c", to="mailto:soc@example.org", subject="s", text="t", written=AT)
    receipts = [Receipt(notice="n", accepted=answer, said="250", at=AT) for answer in answers]
    stranger = Receipt(notice="another", accepted=True, said="250", at=AT)
    line = notice_line(notice, [*receipts, stranger])
    assert (line["type"], line["delivery"]) == ("notice", delivery)
    assert isinstance(line["receipts"], list)
    assert len(line["receipts"]) == len(answers)
    assert Z.fullmatch(str(line["written"]))
