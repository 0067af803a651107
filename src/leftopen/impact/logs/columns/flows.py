"""Flows between addresses, as events. A flow says how many bytes went where, and nothing of what they were.

Each flow that was let through may have been any item. The bytes of a record are counted for the client, but
bound nothing: an item may go through in several of them. So each client has one line of unknown length at
least. No flow shows that reads are logged, so that flows alone never prove an absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from leftopen.impact.logs.columns import json_records
from leftopen.impact.logs.columns.events import event
from leftopen.impact.logs.columns.json_object import begins
from leftopen.impact.logs.columns.json_records import Record, as_list, table, text
from leftopen.impact.logs.exports import Export
from leftopen.translate import N_

LIMIT = N_("Flow logs show the number of bytes for each client. They do not show the items.")


class Flow(NamedTuple):
    """`client` and `server` are addresses; `sent` bytes to the client, -1 where the record does not say."""

    at: str
    client: str
    server: str
    port: str
    passed: bool
    sent: int


def recognises(category: str) -> Callable[[Sequence[str]], bool]:
    """A file of records of this category of Azure."""

    def has_tuples(lines: Sequence[str]) -> bool:
        head = "\n".join(lines)
        return begins(lines) and f'"{category}"' in head and '"flowTuples"' in head

    return has_tuples


def unwrap(
    outer: str, groups: str, read: Callable[[list[str]], Flow | None]
) -> Callable[[Iterable[bytes], Export], Iterator[bytes]]:
    """Records whose `outer` has `flows`, each with `groups` of tuples. `read`: the parts of a tuple."""

    def found(records: Iterable[Record | None]) -> Iterator[Flow | None]:
        for record in records:
            inside = table(record.get(outer)) if record else {}
            if "flows" not in inside:
                yield None
            for one in as_list(inside.get("flows")):
                for group in as_list(table(one).get(groups)):
                    yield from (read(text(it).split(",")) for it in as_list(table(group).get("flowTuples")))

    return lambda blocks, export: events(found(json_records.records(blocks, export)))


def events(flows: Iterable[Flow | None]) -> Iterator[bytes]:
    """None for a record that was not understood."""
    known: dict[tuple[str, str, str], str] = {}
    open_: set[tuple[str, str, str]] = set()
    for flow in flows:
        if flow is None:
            yield b'{"kind": "unknown"}\n'
            continue
        yield _event(flow, flow.sent)
        pair = (flow.client, flow.server, flow.port)
        if flow.passed and flow.sent < 0:
            open_.add(pair)
        elif flow.passed and flow.sent > 0:
            known.setdefault(pair, flow.at)
    for (client, server, port), at in known.items():
        if (client, server, port) not in open_:
            yield _event(Flow(at, client, server, port, True, -1), -1)


def _event(flow: Flow, size: int) -> bytes:
    kind = "list" if flow.passed and size else "none"
    target = f"/port/{flow.port}"
    return event(flow.at, kind, flow.client, server=flow.server, target=target, size=size, shows=0)


def number(value: str) -> int:
    """Bytes, -1 for an empty or an odd value."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else -1


def moment(stamp: str, per_second: int) -> str:
    """ISO of seconds or parts of them since 1970; '' for an odd value, which no line is understood with."""
    value = number(stamp)
    if not 0 < value < 4_000_000_000 * per_second:
        return ""
    return datetime.fromtimestamp(value / per_second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
