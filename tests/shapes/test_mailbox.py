"""A mailbox is known by its fields, whatever the program is called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.web_page import Answer
from leftopen.shapes.mailbox import shape
from tests.shapes.answers import data, html, text


def mail(number: int, **more: Json) -> dict[str, Json]:
    when = f"20{19 + number:02d}-02-08T10:00:00Z"
    return {"From": f"a{number}@example.org", "To": ["b@example.org"], "Subject": "x", "Date": when, **more}


def table(*titles: str, rows: int = 3, cell: str = "a@example.org") -> str:
    head = "".join(f"<th>{title}</th>" for title in titles)
    row = "".join(f"<td>{cell}</td>" if n < 2 else "<td>2023-02-08</td>" for n in range(len(titles)))
    return f"<table><tr>{head}</tr>" + f"<tr>{row}</tr>" * rows + "</table>"


def test_mails_in_json_are_counted_and_dated() -> None:
    match = shape.judge(data({"total": 312, "items": [mail(n) for n in range(4)]}))
    assert match is not None
    assert (match.said, match.intent) == ("312 mails", Intent.LEFT_OPEN)
    assert (match.size.records, match.size.at_least) == (312, False)
    assert match.size.oldest == datetime(2019, 2, 8, 10, tzinfo=UTC)
    assert match.size.newest == datetime(2022, 2, 8, 10, tzinfo=UTC)
    assert len(match.sample) == 4


def test_without_a_total_the_mails_seen_are_a_lower_bound() -> None:
    match = shape.judge(data([mail(n) for n in range(3)]))
    assert match is not None
    assert (match.size.records, match.size.at_least) == (3, True)


def test_without_recipients_nobody_knows_whether_it_is_an_archive() -> None:
    rows: list[Json] = [{"from": f"a{n}@example.org", "subject": "x", "date": "2023-02-08"} for n in range(3)]
    match = shape.judge(data(rows))
    assert match is not None
    assert match.intent is Intent.UNDETERMINED


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("<h1>Inbox</h1>" + table("From", "To", "Subject", "Received"), Intent.LEFT_OPEN),
        ("<h1>Mailing list archives</h1>" + table("From", "Subject", "Date"), Intent.PUBLISHED),
        ("<h1>Posteingang</h1>" + table("Absender", "Empfänger", "Betreff", "Datum"), Intent.LEFT_OPEN),
    ],
)
def test_a_table_of_mails(body: str, intent: Intent) -> None:
    match = shape.judge(html(body))
    assert match is not None
    assert match.intent is intent
    assert "@" not in match.said + match.why


@pytest.mark.parametrize(
    "answer",
    [
        html("<h1>Staff</h1>" + table("Name", "Mail", "Since")),
        html('<h1>Inbox</h1><input type="password">' + table("From", "To", "Subject", "Received")),
        html("<h1>Trains</h1>" + table("From", "To", "Subject", "Date", cell="Paris")),
        data([{"from": "Paris", "to": "Rome", "subject": "train"}]),
        data([{"email": f"a{n}@example.org", "name": "x"} for n in range(9)]),
        data({"items": [mail(1)]}, status=401),
        text("From: the editor\nSubject: a letter\n\nHi", "text/plain"),
    ],
)
def test_a_near_miss_is_none(answer: Answer) -> None:
    assert shape.judge(answer) is None


def test_a_raw_mail_is_a_mail() -> None:
    raw = "From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nDate: today\r\n\r\nHi"
    match = shape.judge(text(raw, "text/plain"))
    assert match is not None
    assert (match.said, match.intent) == ("a raw mail", Intent.LEFT_OPEN)


def test_a_lists_own_archive_is_published() -> None:
    head = "From: a@example.org\r\nTo: list@example.org\r\nSubject: x\r\nDate: today\r\n"
    match = shape.judge(text(f"{head}List-Archive: <https://example.org/>\r\n\r\nHi", "text/plain"))
    assert match is not None
    assert match.intent is Intent.PUBLISHED
