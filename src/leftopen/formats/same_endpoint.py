"""Brings the records of one service in a file together, so that they become one observation.

Some tools write each thing that they find about a service as a record of its own. `grouped` puts those
records into one line, `pieces` takes them apart again, and `joined` makes one answer of their answers. A file
of any size is read in bounded memory: records that lie further apart than the limits below stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from leftopen.formats.numbered_lines import LONGEST
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Found, Imported

# ASCII's own separator of records; no format here has it in a line.
SEPARATOR = b"\x1e"
MOST_SERVICES, MOST_BYTES = 100_000, 64 * 1024 * 1024
LARGEST_GROUP = LONGEST // 2
MOST_ITEMS = 1000
"""Of one list."""


def grouped(lines: Iterable[bytes], key: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """Numbered lines, those with the same key in one, in the order of the first of each. `key`: what names
    the service in a line; b"" for a line that stays alone."""
    waiting: dict[bytes, list[bytes]] = {}
    size = 0
    for line in lines:
        named = key(line) or line
        group = waiting.setdefault(named, [])
        group.append(line)
        size += len(line)
        if len(group) > 1 and sum(map(len, group)) > LARGEST_GROUP:
            size -= sum(map(len, waiting[named]))
            yield _line(waiting.pop(named))
        while size > MOST_BYTES or len(waiting) > MOST_SERVICES:
            oldest = waiting.pop(next(iter(waiting)))
            size -= sum(map(len, oldest))
            yield _line(oldest)
    yield from map(_line, waiting.values())


def _line(group: list[bytes]) -> bytes:
    """The number of the first record stands for all of them."""
    return SEPARATOR.join((group[0], *(line.partition(b" ")[2] for line in group[1:])))


def pieces(line: bytes) -> list[bytes]:
    """The records in a line, without its number."""
    number, _, rest = line.partition(b" ")
    return (rest if number.isdigit() else line).split(SEPARATOR)


def joined(answers: Iterable[Imported | BadLine]) -> Found:
    """One answer for each service: of each field the first value that is not empty, all names and tags, and
    the latest time."""
    found: dict[object, Imported | BadLine] = {}
    for number, answer in enumerate(answers):
        if isinstance(answer, BadLine):
            found[number] = answer
            continue
        service = (answer.address.packed, answer.port, answer.transport, answer.name)
        other = found.get(service)
        found[service] = _both(other, answer) if isinstance(other, Imported) else answer
    return list(found.values())


def _both(one: Imported, other: Imported) -> Imported:
    stated: dict[str, Any] = {
        name: both
        for name in ("data", "product", "version", "info", "os", "identity", "reply")
        if not getattr(one, name) and (both := getattr(other, name))
    }
    # The encoding belongs to the text.
    if "data" in stated:
        stated["data_encoding"] = other.data_encoding
    if one.module == "unknown":
        stated["module"] = other.module
    for name in ("hostnames", "cpe", "tags"):
        stated[name] = tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name))))[:MOST_ITEMS]
    times = [at for at in (one.timestamp, other.timestamp) if at is not None]
    return msgspec.structs.replace(
        one,
        **stated,
        timestamp=max(times, default=None),
        tls=one.tls or other.tls,
        decoded=one.decoded or other.decoded,
        sees=one.sees | other.sees,
        blocks=_merged(one.blocks, other.blocks),
    )


def _merged(one: Mapping[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    """What only one says, of both; lists are joined."""
    made = dict(one)
    for name, value in other.items():
        mine = made.get(name)
        if isinstance(mine, dict) and isinstance(value, dict):
            made[name] = _merged(mine, value)
        elif isinstance(mine, list) and isinstance(value, list):
            made[name] = [*mine, *(item for item in value if item not in mine)][:MOST_ITEMS]
        elif mine is None or mine == "":
            made[name] = value
    return made
