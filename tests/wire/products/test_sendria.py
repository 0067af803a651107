"""Sendria's list in recorded shape; made-up mails."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import sendria
from tests.scripted import page


def mail(number: int, subject: str = "note", attached: str = "", year: int = 2019) -> dict[str, object]:
    part = f'\nContent-Disposition: attachment; filename="{attached}"\n' if attached else ""
    source = (
        f"From: a@unit.example\nDate: Tue, 01 Jan {year} 10:00:00 +0000\nSubject: {subject}\n\nhello{part}"
    )
    return {
        "id": number,
        "sender_envelope": "a@unit.example",
        "subject": subject,
        "source": source,
        "size": len(source),
        "created_at": "2026-01-01T00:00:00",
    }


def answer(mails: list[dict[str, object]], pages: int) -> Reply:
    body = json.dumps({"code": "OK", "data": mails, "meta": {"pages_total": pages}}).encode()
    return page(200, body, server="Sendria/2.2.2 (made up)", content_type="application/json")


def cut(reply: Reply, at: int) -> Reply:
    return Reply(status=200, headers=reply.headers, body=reply.body[:at], cut=True)


def test_the_counter_is_read_only_from_its_exact_shape() -> None:
    assert sendria.pages_total(answer([], 3)) == 3
    assert sendria.pages_total(answer([], 0)) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"code":"OK"}',
        b'{"code":"NO","data":[],"meta":{"pages_total":1}}',
        b'{"code":"OK","data":{},"meta":{"pages_total":1}}',
        b'{"code":"OK","data":[],"meta":{"pages_total":true}}',
        b'{"code":"OK","data":[],"meta":{"pages_total":-1}}',
        b'{"code":"OK","data":[],"meta":[]}',
        b"<html>OK data pages_total</html>",
    ],
)
def test_any_other_shape_is_not_sendria(body: bytes) -> None:
    assert sendria.pages_total(page(200, body)) is None


def test_the_right_body_with_another_status_is_not_an_answer() -> None:
    reply = answer([], 3)
    assert sendria.pages_total(Reply(status=401, body=reply.body)) is None


def test_a_cut_list_gives_what_came_and_the_attachments_of_it() -> None:
    whole = answer([mail(1, "first", "SF-86 form.pdf"), mail(2, "second"), mail(3, "third")], 1)
    part = cut(whole, whole.body.index(b"third") + 40)
    assert [(item.key, item.label, item.attached) for item in sendria.items(part)] == [
        ("1", "first", ("SF-86 form.pdf",)),
        ("2", "second", ()),
        ("3", "third", ()),
    ]


@pytest.mark.parametrize(
    ("total", "pages"),
    [(0, ()), (1, (1,)), (5, (1, 2, 3, 4, 5)), (9, (1, 3, 5, 7, 9)), (100, (1, 25, 50, 75, 100))],
)
def test_pages_are_spread_from_newest_to_oldest(total: int, pages: tuple[int, ...]) -> None:
    assert sendria.pages(total) == pages


def test_the_size_is_exact_when_the_last_page_was_whole() -> None:
    newest = answer([mail(n, year=2023) for n in range(100)], 2)
    oldest = answer([mail(n, year=2015) for n in range(7)], 2)
    size = sendria.size(2, (cut(newest, 9000), oldest))
    assert (size.records, size.at_least, size.bytes) == (107, False, None)
    assert size.oldest == datetime(2015, 1, 1, 10, tzinfo=UTC)
    assert size.newest == datetime(2023, 1, 1, 10, tzinfo=UTC)


def with_length(reply: Reply) -> Reply:
    return page(200, reply.body, content_length=str(len(reply.body)))


def test_bytes_are_what_the_server_says_that_all_its_pages_hold() -> None:
    newest = with_length(answer([mail(n) for n in range(100)], 2))
    oldest = with_length(answer([mail(n) for n in range(7)], 2))
    part = cut(newest, 9000)
    size = sendria.size(2, (part, oldest))
    assert (size.records, size.bytes) == (107, len(newest.body) + len(oldest.body))
    assert sendria.size(3, (part, oldest)).bytes != size.bytes


def test_a_cut_last_page_is_counted_by_number_only_where_its_length_agrees() -> None:
    def looked_at(highest: int) -> tuple[Reply, Reply]:
        newest = with_length(answer([mail(highest - n) for n in range(100)], 2))
        oldest = with_length(answer([mail(1 + n) for n in range(60)], 2))
        return cut(newest, 9000), cut(oldest, len(oldest.body) // 2)

    agrees = sendria.size(2, looked_at(160))
    assert (agrees.records, agrees.at_least) == (160, False)
    for many_deleted in (195, 500):
        size = sendria.size(2, looked_at(many_deleted))
        assert size.at_least
        assert size.records is not None
        assert 100 < size.records < 160


def test_the_counter_alone_is_a_lower_bound() -> None:
    size = sendria.size(3, ())
    assert (size.records, size.at_least, size.bytes) == (201, True, None)
    assert sendria.size(0, ()).records == 0


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for body in (raw, b'{"code": "OK", "data": [{"id": 1, "source": ' + raw):
        reply = page(200, body)
        sendria.pages_total(reply)
        sendria.size(2, (reply, reply))
        sendria.items(reply)
