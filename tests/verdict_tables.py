"""The table of a declared check: what it calls open, what proves nothing, and how little it asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pytest

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Check, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED, Row
from tests.observed import observed
from tests.scripted import Scripted, finish, page

DATA, METADATA, EMPTY = Reason.DATA_READABLE, Reason.METADATA_READABLE, Reason.EMPTY_READABLE
ACCESS = Reason.ACCESS_GRANTED
Holds = Callable[[], None]
Replied = Reply | Sequence[Reply]
"""The reply to the first request, or the replies in the order of `paths`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`paths` the requests in the order in which they may come; `product` the one that it applies to, or
    `front` the head of a front page that it applies to; `opened` rows of replies, reason, what is said and
    records; `closed` what it alone calls closed; `unproved` what only looks open."""

    check: Check
    paths: Sequence[str]
    product: str = ""
    front: str = ""
    opened: Sequence[tuple[Replied, Reason, str, int | None]]
    unproved: Sequence[Replied]
    closed: Sequence[tuple[Replied, Reason]] = ()
    missing: Sequence[Row] = MISSING


def answered(**members: object) -> Reply:
    """An object in JSON."""
    return page(200, json.dumps(members).encode())


def listed(*items: object) -> Reply:
    """A list in JSON."""
    return page(200, json.dumps(items).encode())


def rows(table: Table) -> list[object]:
    """An assertion for every row of the table, and for the refusals and pages that every check meets."""
    unknown, strange = State.UNKNOWN, Reason.NOT_UNDERSTOOD
    every: list[tuple[Replied, State, Reason, str, int | None]] = [
        *(
            (replies, State.OPEN, reason, answer, records)
            for replies, reason, answer, records in table.opened
        ),
        *((replies, State.CLOSED, reason, "", None) for replies, reason in table.closed),
        *((replies, unknown, strange, "", None) for replies in table.unproved),
        *(
            (reply, state, reason, "", None)
            for reply, state, reason in (*REFUSED, *ELSEWHERE, *table.missing)
        ),
    ]
    return [pytest.param(partial(_holds, table, *row), id=f"{at}-{row[1]}") for at, row in enumerate(every)]


def _holds(
    table: Table, replies: Replied, state: State, reason: Reason, answer: str, records: int | None
) -> None:
    """The verdict and the size of this row. A name made up for a test is never said."""
    heard = look(table, replies)
    verdict, size = table.check.judge(heard), table.check.measure(heard)
    assert (verdict.state, verdict.reason) == (state, reason)
    assert size.records == records
    assert state is not State.OPEN or verdict.said == answer
    assert "made-up" not in verdict.said


def look(table: Table, replies: Replied, *, level: ReadLevel = ReadLevel.SAMPLE) -> Replies:
    """What it hears when the paths give these replies. Raises TalkEnded above the level."""
    several = (replies,) if isinstance(replies, Reply) else replies
    pages = dict(zip(table.paths, several, strict=False))
    channel = Scripted(pages=pages, budget=table.check.requests, level=level)
    heard = finish(table.check.run(_seen(table), channel)).replies
    assert set(channel.heard) <= set(table.paths), "it asks for a path that the table does not name"
    return heard


def assert_manners(table: Table) -> None:
    """It applies by what was recognised, on any port; it keeps to its level; garbage is never open."""
    check, seen = table.check, _seen(table)
    assert check.applies(seen)
    assert check.applies(replace(seen, module="https", endpoint=replace(seen.endpoint, port=4711)))
    assert not check.applies(replace(seen, module="ssh"))
    assert not check.applies(replace(seen, product="nginx", data="HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"))
    assert check.control
    first = table.opened[0][0]
    if check.level is not ReadLevel.BANNER:
        with pytest.raises(TalkEnded):
            look(table, first, level=ReadLevel.BANNER)
    for garbage in (b"", b"\xff\x00", b"null", b"[]", b"{}", b"[[]]", b'{"a":{}}', b"0", b'""', b"[1]"):
        for status in (200, 302, 404):
            replies = (Reply(status=status, body=garbage),) * check.requests
            assert check.judge(replies).state is not State.OPEN
            check.measure((*look(table, first)[:1], *replies))
        assert check.judge((garbage,) * check.requests).state is not State.OPEN


def _seen(table: Table) -> Observation:
    return replace(observed(module="http", product=table.product), data=table.front)
