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


def rows(*cells: tuple[str, ...]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in cells)


STRANGE = rows(
    ("ann@example.org", "Plan for the gate", "2023-02-08 10:20"),
    ("bob@example.org", "Re: Plan for the gate", "2023-02-07 09:10"),
    ("cy@example.org", "Keys", "2023-02-06 22:00"),
)


def test_mails_are_known_by_their_rows_alone() -> None:
    match = shape.judge(html("<h1>Lista</h1>" + STRANGE))
    assert match is not None
    assert (match.said, match.intent) == ("at least 3 mails", Intent.UNDETERMINED)
    titled = STRANGE.replace("<table>", "<table><tr><th>Kto</th><th>Temat</th><th>Kiedy</th></tr>")
    assert shape.judge(html(titled)) is not None
    both = STRANGE.replace("ann@", "to x@example.org ann@").replace("bob@", "to y@example.org bob@")
    match = shape.judge(html(both))
    assert match is not None
    assert match.intent is Intent.LEFT_OPEN


@pytest.mark.parametrize(
    "cells",
    [
        # A staff, a calendar of events, prices.
        [(f"a{n}@example.org", f"Ann Roe {n}", f"2023-02-0{n}") for n in range(1, 5)],
        [(f"a{n}@example.org", "Concert in the town hall", f"2023-02-0{9 - n % 3} 20:00") for n in range(5)],
        [(f"a{n}@example.org", "12.50", f"2023-02-0{n} 10:00") for n in range(1, 5)],
    ],
)
def test_rows_with_addresses_that_are_no_mails(cells: list[tuple[str, ...]]) -> None:
    assert shape.judge(html("<h1>Lista</h1>" + rows(*cells))) is None


@pytest.mark.parametrize(
    ("recipient", "subject", "intent"),
    [
        ("gates-devel@example.org", "x", Intent.PUBLISHED),
        ("gates@lists.example.org", "x", Intent.PUBLISHED),
        ("gates@example.org", "Re: [gates] x", Intent.PUBLISHED),
        ("ann.roe@example.org", "x", Intent.LEFT_OPEN),
        ("ann.roe@example.org", "[urgent] x", Intent.LEFT_OPEN),
    ],
)
def test_one_lists_address_in_all_rows_is_its_archive(recipient: str, subject: str, intent: Intent) -> None:
    subjects = [subject, subject, "y" if "urgent" in subject else subject]
    found = shape.judge(data([mail(n, To=recipient, Subject=one) for n, one in enumerate(subjects)]))
    assert found is not None
    assert found.intent is intent
    cells = [
        (f"a{n}@example.org", recipient, one, f"2023-02-0{n + 1} 10:00") for n, one in enumerate(subjects)
    ]
    listed = "<tr><th>From</th><th>To</th><th>Subject</th><th>Date</th></tr>"
    match = shape.judge(html("<h1>Box</h1>" + rows(*cells).replace("<table>", "<table>" + listed)))
    assert match is not None
    assert match.intent is intent
