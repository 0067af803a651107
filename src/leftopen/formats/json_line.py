"""Parses one line of JSON from a foreign file: the object, or the reason why there is none.

Strict where parsers differ: a duplicate key means one thing to one parser and another to the next, so that
duplicates of identifying keys are rejected.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from leftopen.formats import import_time
from leftopen.formats.charset import scrub
from leftopen.model.facts import Json

LARGEST_PORT = 65535
_decode = msgspec.json.decode


class Unread(ValueError):
    """Its text is the reason, in a few words, without text from the line."""


def read(line: bytes, once: Sequence[bytes] = ()) -> dict[str, Json]:
    """The object of a line. `once`: keys, in quotes, that must not occur twice in one object. Raises
    Unread."""
    try:
        found = _decode(line)
    except UnicodeDecodeError:
        raise Unread("not valid UTF-8") from None
    except RecursionError:
        raise Unread("nested too deeply") from None
    except (msgspec.DecodeError, ValueError):
        found = _halves(line)
    if not isinstance(found, dict):
        raise Unread("not a JSON object")
    if any(line.count(name) > 1 for name in once):
        _refuse_twice(line, frozenset(name.strip(b'"').decode() for name in once))
    return found


def _halves(line: bytes) -> Json:
    """Strict JSON may hold a lone surrogate (`"\\ud800"`), as truncated banners do."""
    if b"\\u" not in line:
        raise Unread("not valid JSON")
    try:
        return _scrubbed(json.loads(line, parse_constant=_refused))
    except RecursionError:
        raise Unread("nested too deeply") from None
    except ValueError:
        raise Unread("not valid JSON") from None


def _scrubbed(value: Json) -> Json:
    """A lone surrogate can be neither stored nor encoded. The recursion is as deep as the JSON parser's
    was."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    return {scrub(key): _scrubbed(item) for key, item in value.items()} if isinstance(value, dict) else value


def _refused(word: str) -> None:
    raise ValueError(word)


def _refuse_twice(line: bytes, names: frozenset[str]) -> None:
    def pairs(found: list[tuple[str, Json]]) -> None:
        repeated = [name for name, _ in found if name in names]
        if len(repeated) > len(set(repeated)):
            raise Unread("duplicate key")

    try:
        json.loads(line, object_pairs_hook=pairs)
    except RecursionError:
        raise Unread("nested too deeply") from None


def text(block: Mapping[str, Json], name: str) -> str:
    """'' for a missing value or one that is no text."""
    found = block.get(name)
    return found if isinstance(found, str) else ""


def texts(block: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """The texts of a list, once each; () for anything else."""
    found = block.get(name)
    if not isinstance(found, list) or not found:
        return ()
    return tuple(dict.fromkeys(item for item in found if isinstance(item, str) and item))


def table(block: Json, *path: str) -> dict[str, Json]:
    """The object at the end of a path; {} where there is none."""
    for name in path:
        block = block.get(name) if isinstance(block, dict) else None
    return block if isinstance(block, dict) else {}


def port(value: Json) -> int:
    """1 to 65535, also written as text. Raises Unread."""
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= LARGEST_PORT:
        raise Unread("invalid port")
    return number


def transport(value: Json) -> str:
    """`tcp` or `udp`; `tcp` where it is missing. Raises Unread."""
    if value is None or value == "tcp":
        return "tcp"
    if value == "udp":
        return "udp"
    raise Unread("invalid transport (must be tcp or udp)")


def moment(value: Json) -> datetime | None:
    """See `import_time.read`; None where there is none, or one of a clock that was not set. Raises
    Unread."""
    found = import_time.read(value)
    if found is None and not import_time.is_unset(value):
        raise Unread("invalid time")
    return found
