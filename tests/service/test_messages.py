"""What goes over the pipe comes out the same, is checked against its type, and has an end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leftopen.model.address import Address
from leftopen.model.evidence import Evidence, Held
from leftopen.model.finding import Finding, Judged
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.transcript import Line
from leftopen.model.verdict import Seen, opened
from leftopen.net.gate import Counts
from leftopen.pipeline.look import Outcome
from leftopen.service.ledger import Entry
from leftopen.service.messages import HEAD, LARGEST, Answer, Task, answered, packed, received, unpacked
from leftopen.settings import Settings
from leftopen.sweep.found import Found
from tests.observed import observed

NOW = datetime(2023, 2, 8, 10, 11, 12, 345678, tzinfo=UTC)
COUNTS = Counts(probes=1, connections=2, requests=3, bytes_sent=4, bytes_read=5, denied=6)
SEEN = replace(
    observed(module="https", product="nginx"),
    data="HTTP/1.1 200 OK\r\n\x01é",
    blocks={"ssl": {"serial": 2**159 + 1, "share": 0.5, "list": [None, True, "é", {"deep": 1}]}},
    hostnames=("a.example", "b.example"),
)


def entry() -> Entry:
    judged = Judged(
        look="l", finding="f", service="s", observation=SEEN.id, endpoint=SEEN.endpoint, check="redis_open",
        at=NOW, vantage=SEEN.vantage, scan="scan", clause="clause", verdict=opened(Seen.DATA, "said"),
        transcript=(Line(sent=True, at=0.25, length=4, digest="d", excerpt="GET"),),
    )  # fmt: skip
    finding = Finding(
        judged=judged,
        severity=Severity.HIGH,
        size=Size(records=7, oldest=NOW),
        evidence=Evidence(holds=(Held(label="iban", count=2, distinct=1, digests=("x",)),), items=1),
    )
    return Entry(index=5, observation=SEEN, outcomes=(Outcome(judged=judged, finding=finding),))


def body(message: bytes) -> bytes:
    assert HEAD.unpack(message[: HEAD.size])[0] == len(message) - HEAD.size
    return message[HEAD.size :]


def test_an_entry_comes_out_as_it_went_in() -> None:
    answer = unpacked(body(answered(5, entry(), COUNTS)), Answer)
    assert answer.entry() == entry()
    assert (answer.index, answer.counts, answer.bug, answer.failed) == (5, COUNTS, False, "")


def test_nothing_to_keep_a_task_and_a_port_come_out_too() -> None:
    assert unpacked(body(answered(5, None, COUNTS)), Answer).entry() is None
    task = Task(
        data="/d", config="/c", settings=Settings(talks=3), scan="s",
        pinned={"www.example.org": frozenset({Address.parse("192.0.2.1"), Address.parse("2001:db8::1")})},
        live=frozenset({"one", "two"}),
    )  # fmt: skip
    assert unpacked(body(packed(task)), Task) == task
    found = Found(address=Address.parse("192.0.2.1"), port=80, index=9)
    assert unpacked(body(packed(found)), Found) == found


@pytest.mark.parametrize(
    "said",
    [
        b"", b"{", b"null", b'{"index": "five"}', b'{"index": 5}',
        b'{"index": 5, "counts": {}, "seen": {"id": 1}}',
        b'{"index": 5, "counts": {}, "outcomes": [{"judged": "no"}]}',
    ],
)  # fmt: skip
def test_what_is_no_answer_is_an_error(said: bytes) -> None:
    with pytest.raises(ValueError):
        unpacked(said, Answer)


async def read(*said: bytes) -> list[bytes]:
    pipe = asyncio.StreamReader()
    for one in said:
        pipe.feed_data(one)
    pipe.feed_eof()
    heard = [await received(pipe)]
    while heard[-1]:
        heard.append(await received(pipe))
    return heard


def test_messages_are_read_one_by_one_to_the_end_and_neither_cut_nor_too_long() -> None:
    whole = packed({"a": 1})
    assert asyncio.run(read(whole, whole)) == [b'{"a":1}', b'{"a":1}', b""]
    assert asyncio.run(read(whole, whole[:-1])) == [b'{"a":1}', b""]
    assert asyncio.run(read(whole[:2])) == [b""]
    assert asyncio.run(read(HEAD.pack(LARGEST + 1), b"x" * 100)) == [b""]
