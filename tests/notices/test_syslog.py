"""A notice as syslog: one line of JSON for each exposure."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace

from leftopen.model.notice import Notice
from leftopen.notices.syslog import render, sender
from tests.notices.test_webhook import NOTICE, US


@dataclass
class Streamed:
    """An `Outbound` that keeps what it is given."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        raise AssertionError("not a mail")

    async def post(self, url: str, body: bytes, content_type: str, *, key: str = "") -> str:
        raise AssertionError("not a post")

    async def apprise(self, name: str, title: str, text: str) -> str:
        raise AssertionError("not through Apprise")

    async def stream(self, url: str, data: bytes) -> str:
        self.sent.append((url, data))
        return f"{len(data)} bytes handed over"


async def sending(notice: Notice, out: Streamed) -> str:
    return await sender.send(notice, US, out)


def unframed(raw: bytes) -> list[bytes]:
    """The messages of a stream with octet counts."""
    found = []
    while raw:
        length, _, rest = raw.partition(b" ")
        found.append(rest[: int(length)])
        raw = rest[int(length) :]
    return found


def rows(raw: bytes) -> list[dict[str, object]]:
    return [json.loads(one.partition(b"\xef\xbb\xbf")[2]) for one in unframed(raw)]


def test_each_exposure_is_a_line_with_its_severity() -> None:
    raw = render(NOTICE, US)
    assert [one.split(b" ")[0] for one in unframed(raw)] == [b"<107>1", b"<107>1"]
    assert [(row["id"], row["ip"], row["port"]) for row in rows(raw)] == [
        ("0123abcd", "192.0.2.7", 6379), ("0123abcd", "192.0.2.7", 6380),
    ]  # fmt: skip


def test_a_message_about_nothing_is_one_line() -> None:
    [row] = rows(render(replace(NOTICE, about=()), US))
    assert row == {"id": "0123abcd", "subject": NOTICE.subject}


def test_it_goes_to_its_server() -> None:
    out, to = Streamed(), "syslogs://siem.example.org:6514"
    assert asyncio.run(sending(replace(NOTICE, to=to), out)).endswith("handed over")
    assert out.sent == [(to, render(NOTICE, US))]


LONG = {f"label {number}": number for number in range(900)}


def test_a_long_one_is_whole_json_with_shorter_values() -> None:
    item = replace(NOTICE.about[0], title="é" * 6000, holds=LONG)
    [row] = rows(render(replace(NOTICE, subject="s" * 9000, about=(item,)), US))
    assert (row["id"], row["ip"], row["port"]) == ("0123abcd", "192.0.2.7", 6379)
    assert str(row["title"]).startswith("é" * 30)
    assert str(row["title"]).endswith("…")
    assert row["holds"]
