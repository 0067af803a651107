"""Mailpit's list in the shape of its own structs; made-up mails."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import mailpit
from tests.scripted import page


def mail(key: str, subject: str = "note", year: int = 2019, attachments: int = 0) -> dict[str, object]:
    return {
        "ID": key,
        "MessageID": f"{key}@unit.example",
        "Read": False,
        "From": {"Name": "A", "Address": "a@unit.example"},
        "To": [{"Name": "", "Address": "b@unit.example"}, {"Name": "", "Address": "c@unit.example"}],
        "Cc": [],
        "Bcc": [],
        "ReplyTo": [],
        "Subject": subject,
        "Created": f"{year}-01-01T10:00:00.123Z",
        "Tags": [],
        "Size": 436,
        "Attachments": attachments,
        "Snippet": "The first words",
    }


def summary(mails: list[dict[str, object]], total: int) -> Reply:
    counters = {"total": total, "unread": total, "count": len(mails), "messages_count": total, "start": 0}
    return page(200, json.dumps({**counters, "tags": [], "messages": mails}).encode())


def test_the_counter_is_read_only_from_its_exact_shape() -> None:
    assert mailpit.total(summary([], 25)) == 25
    assert mailpit.total(page(200, b'{"total":3,"unread":0,"count":0,"start":0,"messages":null}')) == 3
    assert mailpit.total(page(200, b'{"total":3,"count":0,"start":0,"items":[]}')) is None
    assert mailpit.total(page(200, b'{"total":3,"unread":0,"count":0,"start":0}')) is None
    assert mailpit.total(page(404, summary([], 25).body)) is None


def test_no_mail_is_ever_asked_for_by_its_id() -> None:
    paths = [mailpit.COUNTER, *(each.path for count in (0, 5, 500) for each in mailpit.pages(count))]
    assert all(path.startswith("/api/v1/messages?limit=") for path in paths)
    assert mailpit.MAILBOX.path("x") == ""


def test_dates_come_from_both_ends_of_the_list_and_bytes_only_when_all_were_seen() -> None:
    listed = (summary([mail("b", year=2023)], 2), summary([mail("a", year=2015)], 2))
    size = mailpit.size(2, listed)
    assert (size.records, size.bytes) == (2, 872)
    assert (size.oldest, size.newest) == (
        datetime(2015, 1, 1, 10, 0, 0, 123000, tzinfo=UTC),
        datetime(2023, 1, 1, 10, 0, 0, 123000, tzinfo=UTC),
    )
    assert mailpit.size(3, listed).bytes is None


def test_what_the_list_shows_of_a_mail_becomes_a_message() -> None:
    raw = mailpit.mails_by_key(summary([mail("a", "x\r\nBcc: y")], 1))["a"]
    answer = message_from_bytes(raw)
    assert (answer["From"], answer["To"]) == ("a@unit.example", "b@unit.example, c@unit.example")
    assert (answer["Subject"], answer["Bcc"]) == ("x Bcc: y", None)
    assert answer.get_payload() == "The first words"
    assert mailpit.items(summary([mail("a", attachments=2)], 1))[0].attached == ("attachment",) * 2


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for body in (
        raw,
        b'{"total":1,"messages":[{"ID":"a","From":' + raw,
        b'{"messages": [{"ID": "a", "To":[' + raw,
    ):
        reply = page(200, body)
        mailpit.total(reply), mailpit.mails_by_key(reply), mailpit.size(1, (reply,))
