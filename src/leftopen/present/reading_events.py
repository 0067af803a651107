"""A reading of access logs as events in time: what a timeline shows, the earliest first."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.access_logs import Client, ClientGroup, ItemAnswer, ReadersResult
from leftopen.present.humanize import format_count

READ = ("served", "served_in_part", "possibly_served")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEvent:
    """`what` names the kind of moment. `client` and `item` are '' where it is of none."""

    at: datetime
    what: str
    message: str
    client: str = ""
    item: str = ""
    verdict: str = ""


def events(result: ReadersResult) -> list[ReadingEvent]:
    """The window, the hours without a log, each client that is not one's own and got an item, each item that
    was served, or possibly."""
    found = [*_window(result), *_hours(result)]
    for client in readers(result):
        found += _client(client)
    for one in result.answers:
        found += _item(one)
    return sorted(found, key=lambda event: (event.at, event.what, event.client, event.item))


def readers(result: ReadersResult) -> list[Client]:
    """The clients that are not one's own and got an item."""
    return [one for one in result.clients if one.reads and one.group is not ClientGroup.OWN]


def addressed(result: ReadersResult) -> list[tuple[Client, int]]:
    """Those of the `readers` that the log names by an IP address, with its version."""
    return [(one, version) for one in readers(result) if (version := _version(one.address))]


def _version(address: str) -> int:
    try:
        return ipaddress.ip_address(address).version
    except ValueError:
        return 0


def _window(result: ReadersResult) -> Iterator[ReadingEvent]:
    counts = ", ".join(f"{one.verdict.value.replace('_', ' ')} {one.count}" for one in result.counts)
    items = format_count(len(result.answers), "item")
    yield ReadingEvent(at=result.start, what="window begin", message=f"The window begins: {items}; {counts}")
    yield ReadingEvent(at=result.end, what="window end", message="The window ends")


def _hours(result: ReadersResult) -> Iterator[ReadingEvent]:
    for hour in result.hours:
        if hour.why:
            sentence = (
                f"This log may not show every read of the hour: {hour.why.replace('_', ' ')} ({hour.log})"
            )
            yield ReadingEvent(at=hour.start, what="hour not covered", message=sentence)


def _client(one: Client) -> Iterator[ReadingEvent]:
    kind = one.group.value.replace("_", " ")
    got = f"{format_count(one.reads, 'read')} of items, {_bytes(one)}"
    for at, which in ((one.first, "first"), (one.last, "last")):
        yield ReadingEvent(
            at=at,
            what=f"{which} request of a client",
            message=f"{one.address} ({kind}): {which} request in the window; {got}",
            client=one.address,
        )


def _bytes(one: Client) -> str:
    if not one.bytes and not one.bytes_known:
        return "how many bytes is not known"
    return f"{'' if one.bytes_known else 'at least '}{format_count(one.bytes, 'byte')} in all"


def _item(one: ItemAnswer) -> Iterator[ReadingEvent]:
    if one.verdict.value not in READ:
        return
    name, verdict = one.item.path or one.item.name or one.item.id, one.verdict.value
    got = f"{format_count(one.reads, 'read')} by {format_count(one.clients, 'client')}"
    for at, which in ((one.first, "first"), (one.last, "last")):
        if at is not None:
            yield ReadingEvent(
                at=at,
                what=f"{which} read of an item",
                message=f"{name}: {which} read; {verdict.replace('_', ' ')}, {got}",
                item=name,
                verdict=verdict,
            )
