"""What a stranger can do, in a sentence that a person under pressure understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leftopen.model.finding import Finding
from leftopen.model.shape import Step
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, opened
from leftopen.service.cases.plain_words import plain_words, request_line
from tests.pipeline.walking import contents
from tests.store.samples import held, seen

DATED = Size(
    records=312, oldest=datetime(2019, 1, 2, tzinfo=UTC), newest=datetime(2023, 2, 20, 9, tzinfo=UTC)
)


def finding(
    *route: Step, said: str = "312 mails", kind: ExposureKind = ExposureKind.DATA, size: Size = DATED
) -> Finding:
    base = held(seen(address="127.0.0.1", port=8025))
    judged = replace(base.judged, route=route, verdict=opened(kind, said))
    return replace(base, judged=judged, size=size)


def answer(found: Finding, *, tls: bool = False) -> str:
    return plain_words(found, contents().mask, tls=tls)


def test_it_says_what_and_since_when_and_with_which_request() -> None:
    found = finding(Step(path="/"), Step(path="/api/v2/letters"))
    assert answer(found) == (
        "Anyone can read 312 mails dated 2019-01-02 to 2023-02-20 in a browser: "
        "GET http://127.0.0.1:8025/api/v2/letters"
    )


def test_without_dates_and_over_tls() -> None:
    found = finding(Step(path="/"), size=Size(records=3))
    assert answer(found, tls=True) == "Anyone can read 312 mails in a browser: GET https://127.0.0.1:8025/"


def test_what_a_browser_does_not_send_is_called_a_request() -> None:
    found = finding(Step(path="/dav/", method="PROPFIND"), size=Size())
    assert answer(found) == "Anyone can read 312 mails with one request: PROPFIND http://127.0.0.1:8025/dav/"


def test_names_alone_are_seen_and_not_read() -> None:
    found = finding(Step(path="/"), said="7 folders", kind=ExposureKind.METADATA)
    assert answer(found).startswith("Anyone can see 7 folders in a browser: ")


def test_without_words_of_its_own_the_records_are_counted() -> None:
    assert answer(finding(Step(path="/"), said="", size=Size(records=2))).startswith(
        "Anyone can read 2 records "
    )


def test_a_finding_of_a_check_has_its_own_words() -> None:
    assert (answer(finding()), request_line(finding(), contents().mask)) == ("", "")


@pytest.mark.parametrize("path", ["/of/891-23-4567/mail", "/of/891%2D23%2D4567/mail"])
def test_personal_values_in_a_path_are_masked_in_any_writing(path: str) -> None:
    line = request_line(finding(Step(path=path)), contents().mask)
    assert line.startswith("GET http://127.0.0.1:8025/of/")
    assert "891" not in line
