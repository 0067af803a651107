"""What an open reply in JSON shows, for `http_check`: a list or a counter, in a body of a known shape.

A shape names members by their path (`result.collections`; '' is the body itself) and says of each its type,
or the exact value. A truth value is no number here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.size import LARGEST, Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Heard, Shown, Shows

Expected = type | str | int | dict[str, Json]
Shape = Mapping[str, Expected]
NO_SHAPE: Shape = {}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Start(str):
    """A value that begins so; an empty one is any text that is not empty."""

    __slots__ = ()


class Amount:
    """A count, or its digits as a text: some products write one, some the other."""


class Uuid:
    """An identity of 128 bits as a text, in small letters."""


def value(reply: Reply, path: str = "") -> Json:
    """The value at this path of a whole successful reply; None for every other, and where there is none."""
    content = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return value_at(content, path)


def value_at(content: Json, path: str) -> Json:
    """The value at this path of a value, or None; `items.0` is the first of a list."""
    for step in path.split(".") if path else ():
        if isinstance(content, list):
            content = content[int(step)] if step.isdecimal() and int(step) < len(content) else None
        else:
            content = content.get(step) if isinstance(content, dict) else None
    return content


def fits(content: Json, shape: Shape) -> bool:
    """Has every member of the shape its type or value? `object` is any value, also null."""
    return all(
        _is_there(content, path) if expected is object else is_value(value_at(content, path), expected)
        for path, expected in shape.items()
    )


def _is_there(content: Json, path: str) -> bool:
    parent, _, name = path.rpartition(".")
    found = value_at(content, parent)
    return not path or (isinstance(found, dict) and name in found)


def number(content: Json) -> int | None:
    """A count, or None for anything else."""
    return (
        content
        if isinstance(content, int) and not isinstance(content, bool) and 0 <= content <= LARGEST
        else None
    )


def amount(content: Json) -> int | None:
    """A count, also one that is written as a text, or None for anything else."""
    digits = isinstance(content, str) and content.isascii() and content.isdigit() and len(content) < 20
    return number(int(content) if isinstance(content, str) and digits else content)


def count_shown(
    count: int,
    noun: str,
    plural: str = "",
    *,
    kind: ExposureKind = ExposureKind.METADATA,
    at_least: bool = False,
) -> Shown:
    """This many: of that kind, or empty when there is none."""
    summary = f"{'at least ' if at_least else ''}{format_count(count, noun, plural)}"
    size = Size(records=count, at_least=at_least)
    return Shown(kind=kind if count or at_least else ExposureKind.EMPTY, said=summary, size=size)


def json_count(
    noun: str,
    *,
    at: str | tuple[str, ...],
    also: Shape,
    plural: str = "",
    kind: ExposureKind = ExposureKind.METADATA,
) -> Shows:
    """The server's own counter, or the sum of several, in a body that also has this shape."""
    places = (at,) if isinstance(at, str) else at

    def shows(heard: Heard) -> Shown | None:
        content = value(heard[0])
        counts = [count for place in places if (count := number(value_at(content, place))) is not None]
        whole = len(counts) == len(places) and fits(content, also)
        return count_shown(sum(counts), noun, plural, kind=kind) if whole else None

    return shows


def json_list(
    noun: str,
    *,
    each: Shape,
    at: str = "",
    also: Shape = NO_SHAPE,
    plural: str = "",
    kind: ExposureKind = ExposureKind.METADATA,
    most: int = 0,
    least: int = 0,
) -> Shows:
    """A list at this path whose every item has the shape `each`, in a body that also has the shape `also`. A
    list that was cut counts the items that came, if there is one, and is a lower bound; so is one of `most`
    items, the length of a page that was asked for. One of fewer than `least` items proves nothing."""

    def shows(heard: Heard) -> Shown | None:
        first = heard[0]
        if first.cut:
            return cut_list(first, at, each, noun, plural, kind)
        content = value(first)
        items = value_at(content, at)
        if not isinstance(items, list) or len(items) < least or not fits(content, also):
            return None
        if not all(fits(one, each) for one in items):
            return None
        at_least = bool(most) and len(items) >= most
        return count_shown(len(items), noun, plural, kind=kind, at_least=at_least)

    return shows


def cut_list(reply: Reply, at: str, each: Shape, noun: str, plural: str, kind: ExposureKind) -> Shown | None:
    """The items that came whole of a list that was cut, as a lower bound; None where there is none."""
    body = reply.body.lstrip()
    if reply.status != 200 or not body.startswith(b"{" if at else b"["):
        return None
    items = partial_json.items(body, at.rpartition(".")[2])
    came = sum(fits(one, each) for one in items)
    # Only the last one may have been cut itself.
    good = came and came >= len(items) - 1
    return count_shown(came, noun, plural, kind=kind, at_least=True) if good else None


def is_value(content: Json, expected: Expected) -> bool:
    """Has it this type, or is it this value?"""
    if expected is Amount:
        return amount(content) is not None
    if expected is Uuid:
        return isinstance(content, str) and _UUID.fullmatch(content) is not None
    if isinstance(expected, type):
        return type(content) is expected
    if isinstance(expected, Start):
        return isinstance(content, str) and bool(content) and content.startswith(expected)
    return type(content) is type(expected) and content == expected
