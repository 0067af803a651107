from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.case import Case, CaseState
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.remedy import RemedyPart
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, opened
from leftopen.notices._notice_text import compose
from tests.each import each

AT = datetime(2023, 2, 8, 1, 2, 3, tzinfo=UTC)
SEEN_FROM = Vantage(place=Place.INTERNET, name="paris-1")
CASE = Case(
    id="0123456789abcdef", finding="f", service="s", check="mailbox_web_open", endpoint="192.0.2.7:8080",
    address="192.0.2.7", port=8080, realm="internet", identity="", product="Sendria", state=CaseState.OPEN,
    severity=Severity.CRITICAL, first_open=AT, last_open=AT, detected=AT,
)  # fmt: skip
JUDGED = CheckResult(
    look="l", finding="f", service="s", observation="o",
    endpoint=Endpoint(address=Address.parse("192.0.2.7"), port=8080), check="mailbox_web_open", at=AT,
    vantage=SEEN_FROM, scan="scan", clause="record r1: 192.0.2.0/24, authorised by A. Person",
    verdict=opened(ExposureKind.DATA, "RAW-SAID"),
    transcript=(
        TranscriptLine(sent=True, at=0.0, length=30, digest="d", excerpt="GET /api/messages/ HTTP/1.1"),
        TranscriptLine(sent=False, at=0.1, length=300, digest="d", excerpt="RAW-EXCERPT"),
    ),
)  # fmt: skip
FINDING = Finding(
    judged=JUDGED,
    severity=Severity.CRITICAL,
    size=Size(
        records=300, bytes=3 * 10**12, at_least=True, oldest=datetime(2015, 1, 2, tzinfo=UTC), newest=AT
    ),
    evidence=Evidence(
        holds=(
            LabelCount(label="us_ssn", count=7, distinct=5, examples=("9**-**-**12",), digests=("DIGEST",)),
            LabelCount(label="sf86", count=1, distinct=1),
        ),
        items=8,
        bytes=5000,
        origins=(("unit.mil.example", 9),),
    ),
)  # fmt: skip


def notice(
    case: Case = CASE,
    finding: Finding = FINDING,
    place: Place = Place.INTERNET,
    tls: bool = False,
    plain: str = "",
    remedy: Sequence[RemedyPart] = (RemedyPart(product="", text="set an admin password"),),
    title: str = "A mailbox open to the web",
) -> tuple[str, str]:
    return compose(
        case,
        finding,
        remedy=remedy,
        title=title,
        contact="mailto:soc@example.org",
        vantage=Vantage(place=place, name="paris-1"),
        now=AT,
        tls=tls,
        plain=plain,
    )


def test_a_case_by_a_shape_begins_with_what_anyone_can_do_and_its_request() -> None:
    request = "GET http://192.0.2.7:8080/api/v2/letters"
    text = notice(plain=f"Anyone can read 312 mails in a browser: {request}\x1b[2J")[1]
    assert text.startswith("What: Anyone can read 312 mails in a browser: GET")
    assert request.removeprefix("GET ") in text
    assert "\x1b" not in text
    assert "send the request above" in text
    assert "send the request above" not in notice()[1]


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def test_the_subject_names_the_case_the_service_and_the_address() -> None:
    assert notice()[0] == "[01234567] Sendria on 192.0.2.7:8080 is readable without a password"


@each("title", sorted(check.title for check in catalogue.checks().values()))
def test_without_a_product_the_title_stands_in_and_nothing_is_said_twice(title: str) -> None:
    subject, text = notice(replace(CASE, product=""), title=title)
    assert subject == f"[01234567] {title} at 192.0.2.7:8080"
    first = text.partition("\nWhere:")[0].replace("\n", " ")
    assert first.startswith(f"What: {title.rpartition(' without ')[0].rpartition(' ')[0]}: ")
    for answer in (subject, first):
        assert len(re.findall(r"without (?:a password|authentication)", answer)) == 1


def test_the_first_three_lines_say_what_where_since_when() -> None:
    later = replace(CASE, open_after=datetime(2023, 2, 3, tzinfo=UTC))
    paragraph = notice(later)[1].split("\n\n")[0]
    assert paragraph.startswith("What: Sendria: data can be read without a password\nWhere: ")
    assert "\nWhere: 192.0.2.7:8080\n" in paragraph
    assert "\nSince: between 2023-02-03 00:00:00 UTC and 2023-02-08 01:02:03 UTC\n" in paragraph


def test_a_site_is_named_by_its_url_and_its_address() -> None:
    endpoint = replace(FINDING.judged.endpoint, name="mail.example.org")
    finding = replace(FINDING, judged=replace(FINDING.judged, endpoint=endpoint))
    case = replace(CASE, hostname="mail.example.org")
    subject, text = notice(case, finding, tls=True)
    url = f"https://{endpoint.authority(tls=True)}/"
    assert f"Where: {url} at {case.address}" in unwrapped(text)
    assert f"mail.example.org ({case.endpoint})" in subject


def test_a_first_check_does_not_pretend_to_know_the_beginning() -> None:
    assert "Since: 2023-02-08 01:02:03 UTC or earlier (first check)" in notice()[1]


def test_it_tells_counts_masked_examples_size_and_dates() -> None:
    text = unwrapped(notice()[1])
    assert "- us_ssn: 7 occurrences, for example 9**-**-**12" in text
    assert "- sf86: 1 occurrence" in text
    assert "reported by the server: at least 300 items, 3 TB" in text
    assert "Dates of the items: 2015-01-02 to 2023-02-08" in text
    assert "unit.mil.example (9)" in text
    assert "we sent at least 1 request, including those that identify the service, and read 8 items" in text


def test_it_counts_every_request_and_not_the_transcript_alone() -> None:
    text = unwrapped(notice(finding=replace(FINDING, judged=replace(JUDGED, requests=23)))[1])
    assert "when we last saw it open, we sent 23 requests, including those that identify the service" in text
    assert "at least 23" not in text


def test_it_tells_how_to_close_it_which_duty_and_how_to_answer() -> None:
    text = unwrapped(notice()[1])
    for words_needed in (
        "How to close it: set an admin password", "GDPR Art. 33", "72 hours", "This is not legal advice",
        "contact mailto:soc@example.org", "we repeat the same check",
        "Permission for the check: authorised, record r1.",
    ):  # fmt: skip
        assert words_needed in text


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (JUDGED.clause, "authorised, record r1."),
        ("127.0.0.1 is this machine's own address: always allowed", "authorised."),
        ("", "not recorded."),
    ],
)
def test_it_quotes_the_record_and_never_the_clause(clause: str, said: str) -> None:
    finding = replace(FINDING, judged=replace(JUDGED, clause=clause))
    text = unwrapped(notice(finding=finding)[1])
    assert text.rstrip().endswith(f"Permission for the check: {said}")
    assert "A. Person" not in text
    assert "192.0.2.0/24" not in text


def test_the_steps_are_whole_and_a_paragraph_each_however_long_they_are() -> None:
    command = f"run `{'x' * 700}`"
    general, steps = RemedyPart(product="", text="Close the port."), RemedyPart(product="X", text=command)
    paragraphs = notice(remedy=(general, steps))[1].split("\n\n")
    at = paragraphs.index("How to close it: Close the port.")
    assert "".join(paragraphs[at + 1].split()) == f"X:{command}".replace(" ", "")


@each("name", [*catalogue.checks(), *catalogue.shapes()])
def test_the_remedy_of_no_check_is_cut(name: str) -> None:
    parts = catalogue.exposure_words(name, "en").remedy.parts()
    text = unwrapped(notice(remedy=parts)[1])
    for part in parts:
        assert unwrapped(part.text) in text


@pytest.mark.parametrize("place", list(Place))
def test_only_an_internet_vantage_says_anyone_on_the_internet(place: Place) -> None:
    assert ("Anyone on the internet" in notice(place=place)[1]) == (place is Place.INTERNET)


def test_a_web_service_is_checked_with_a_browser_and_redis_with_its_client() -> None:
    assert "open http://192.0.2.7:8080/ in a private browser window" in unwrapped(notice()[1])
    assert "open https://192.0.2.7:8080/ in" in unwrapped(notice(tls=True)[1])
    asked = TranscriptLine(sent=True, at=0.0, length=4, digest="d", excerpt="INFO")
    silent = replace(FINDING, judged=replace(JUDGED, transcript=(asked,)))
    redis = unwrapped(notice(replace(CASE, product="Redis", port=6379), silent)[1])
    assert "redis-cli -h 192.0.2.7 -p 6379 INFO keyspace" in redis
    assert "with a client for this service, without a password" in notice(CASE, silent)[1].replace("\n", " ")


def test_what_the_server_said_and_digests_stay_out() -> None:
    subject, text = notice()
    assert not [word for word in ("RAW-SAID", "RAW-EXCERPT", "DIGEST") if word in subject + text]


def test_nothing_known_is_said_as_such() -> None:
    unread = replace(FINDING, size=Size(), evidence=Evidence())
    assert "Contents: unknown. We read no items." in unwrapped(notice(finding=unread)[1])
    bare = replace(unread, evidence=Evidence(items=3))
    text = unwrapped(notice(finding=bare)[1])
    assert "we recognised no personal or secret data" in text
    assert "Size: unknown. The server does not report it." in text


def test_the_mail_fits_a_page_and_its_lines_a_terminal() -> None:
    many = tuple(LabelCount(label=f"kind{i}", count=i, distinct=i) for i in range(1, 30))
    full = replace(FINDING, evidence=replace(FINDING.evidence, holds=many))
    lines = notice(finding=full)[1].splitlines()
    assert len(lines) <= 40
    assert len(notice()[1].splitlines()) <= 34
    assert max(map(len, lines)) <= 76
    assert any("and 23 other kinds" in line for line in lines)


@pytest.mark.hostile("H11", "H12", "H15")
@given(hostile=st.text(max_size=60))
def test_a_strangers_text_adds_no_line_and_no_control_character(hostile: str) -> None:
    case = replace(CASE, product=hostile)
    held = LabelCount(label="us_ssn", count=1, distinct=1, examples=(hostile,))
    evidence = replace(FINDING.evidence, holds=(held,), origins=((hostile, 1),))
    subject, text = notice(case, replace(FINDING, evidence=evidence))
    assert "\n" not in subject
    assert all(unicodedata.category(c)[0] != "C" for c in subject + text.replace("\n", ""))
    assert sum(line.startswith("How to close it:") for line in text.splitlines()) == 1
