"""MailDev's list in recorded shape; made-up mails."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import maildev
from tests.scripted import page


def mail(key: str, subject: str = "note", year: int = 2019, attachments: int = 0) -> dict[str, object]:
    return {
        "id": key,
        "time": f"{year}-01-01T10:00:00.000Z",
        "read": False,
        "subject": subject,
        "size": 436,
        "from": [{"address": "a@unit.example", "name": ""}],
        "attachmentCount": attachments,
    }


def summary(mails: list[dict[str, object]], total: int) -> Reply:
    answer = {"items": mails, "total": total, "storeTotal": total, "unread": total, "skip": 0, "limit": 100}
    return page(200, json.dumps(answer).encode())


def test_the_counter_is_read_only_from_its_exact_shape() -> None:
    assert maildev.total(summary([], 25)) == 25
    assert maildev.total(page(200, b'{"items":[],"total":25}')) is None
    assert maildev.total(page(200, b"[]")) is None
    assert maildev.total(page(404, summary([], 25).body)) is None


def test_dates_come_from_both_ends_of_the_list_and_bytes_only_when_all_were_seen() -> None:
    newest, oldest = summary([mail("b", year=2023)], 2), summary([mail("a", year=2015)], 2)
    size = maildev.size(2, (newest, oldest))
    assert (size.records, size.bytes, size.at_least) == (2, 872, False)
    assert (size.oldest, size.newest) == (
        datetime(2015, 1, 1, 10, tzinfo=UTC),
        datetime(2023, 1, 1, 10, tzinfo=UTC),
    )
    assert maildev.size(3, (newest, oldest)).bytes is None


@pytest.mark.parametrize("key", ["../x", "a/b", "a?b", "a b", "", "x" * 65, "all\r\n"])
def test_an_id_that_is_no_id_never_becomes_a_path(key: str) -> None:
    assert maildev.items(summary([mail(key)], 1)) == ()


def test_a_mail_is_asked_for_as_a_filter_of_the_list_never_by_its_path() -> None:
    assert maildev.mail_path("abc").startswith("/api/email?")


def test_a_mail_of_the_list_becomes_a_message() -> None:
    answer = {
        "subject": "a\r\nX-Injected: b",
        "time": "2019-01-01T10:00:00.000Z",
        "from": [{"address": "a@unit.example"}],
        "to": [{"address": "b@unit.example"}, {"address": "c@unit.example"}],
        "text": "hello",
    }
    message = maildev.mail(page(200, json.dumps([answer]).encode()))
    head, _, body = message.partition(b"\r\n\r\n")
    assert b"To: b@unit.example, c@unit.example" in head
    assert b"Subject: a X-Injected: b\r\n" in head
    assert body == b"hello"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for body in (raw, b'[{"from": [{"address": ' + raw, b'{"items": [{"id": "a", "size": ' + raw):
        reply = page(200, body)
        maildev.total(reply)
        maildev.size(1, (reply,))
        maildev.mail(reply)
