"""MailHog's list in the shape of its own structs; made-up mails."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import mailhog
from tests.scripted import page


def mail(key: str, subject: str = "note", year: int = 2019, body: str = "hello") -> dict[str, object]:
    path = {"Relays": None, "Mailbox": "a", "Domain": "unit.example", "Params": ""}
    headers = {"Subject": [subject], "From": ["a@unit.example"], "Content-Type": ["text/plain"]}
    return {
        "ID": f"{key}@mailhog.example",
        "From": path,
        "To": [path],
        "Content": {"Headers": headers, "Body": body, "Size": 436, "MIME": None},
        "Created": f"{year}-01-01T10:00:00.123456789Z",
        "MIME": None,
        "Raw": {
            "From": "a@unit.example",
            "To": ["b@unit.example"],
            "Data": f"Subject: {subject}\r\n\r\n{body}",
            "Helo": "host",
        },
    }


def listed(mails: list[dict[str, object]], total: int, start: int = 0) -> Reply:
    answer = {"total": total, "count": len(mails), "start": start, "items": mails}
    return page(200, json.dumps(answer, separators=(",", ":")).encode())


def test_the_counter_is_read_only_from_its_exact_shape_and_also_where_it_was_cut() -> None:
    assert mailhog.total(listed([], 25, 1000000000)) == 25
    assert mailhog.total(page(200, b'{"total":3,"count":0,"start":0,"items":null}')) == 3
    body = listed([mail("a", body="x" * 5000)], 9).body[:2000]
    assert mailhog.total(Reply(status=200, body=body, cut=True)) == 9
    assert mailhog.total(page(200, body)) is None
    assert mailhog.total(page(200, b'{"total":3,"unread":0,"count":0,"start":0,"messages":[]}')) is None
    assert mailhog.total(page(401, listed([], 25).body)) is None


def test_a_mail_is_taken_as_it_came_or_put_together_where_that_was_cut() -> None:
    whole = listed([mail("a", "SF-86", body="one"), mail("b", "other", body="two")], 2)
    assert mailhog.mails_by_key(whole)["a@mailhog.example"] == b"Subject: SF-86\r\n\r\none"
    cut = whole.body[: whole.body.rindex(b'"Raw"')]
    answer = mailhog.mails_by_key(Reply(status=200, body=cut, cut=True))["b@mailhog.example"]
    assert answer == b"Subject: other\r\nFrom: a@unit.example\r\nContent-Type: text/plain\r\n\r\ntwo"


def test_names_of_attachments_help_to_choose() -> None:
    body = '--x\r\nContent-Disposition: attachment; filename="SF-86 signed.pdf"\r\n\r\n'
    (item,) = mailhog.items(listed([mail("a", body=body)], 1))
    assert (item.label, item.attached, item.size) == ("note", ("SF-86 signed.pdf",), 436)


def test_dates_are_when_a_mail_came_in_and_bytes_only_of_all() -> None:
    size = mailhog.size(2, (listed([mail("b", year=2023), mail("a", year=2015)], 2),))
    assert (size.records, size.bytes, size.at_least) == (2, 872, False)
    assert size.oldest is not None
    assert size.newest is not None
    assert (size.oldest.year, size.newest.year) == (2015, 2023)
    assert mailhog.size(3, (listed([mail("b")], 3),)).bytes is None


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    start = b'{"total":1,"count":1,"start":0,"items":['
    for body in (raw, start + raw, start + b'{"ID":"a","Content":{"Headers":' + raw):
        reply = page(200, body)
        mailhog.total(reply), mailhog.items(reply), mailhog.mails_by_key(reply), mailhog.size(1, (reply,))
