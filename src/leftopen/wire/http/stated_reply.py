"""What a reply must be, and what it then shows, as the file of a check states it.

docs/writing-a-check.md has the format. Pure; any bytes are read without an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Heard, Shown, Shows
from leftopen.wire.http.json_shows import (
    Shape,
    Start,
    count_shown,
    cut_list,
    fits,
    is_value,
    number,
    value_at,
)

TYPES: Mapping[str, type] = {
    "<string>": str, "<integer>": int, "<boolean>": bool, "<list>": list, "<object>": dict, "<any>": object,
}  # fmt: skip
"""The words for the types of JSON. A text that ends in `*` is a beginning; any other value stands for
itself."""
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Members = dict[str, str | int | bool]
_COUNTER = re.compile(r"\{([^{}]*)\}")


class Signs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reply is: its status, one of these headers, the beginning of its body, texts in it, and members
    of its JSON."""

    status: Annotated[int, Meta(ge=200, le=499)] = 200
    headers: dict[str, str] = {}
    starts_with: str = ""
    contains: tuple[Text, ...] = ()
    json: Members = {}


class Items(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The items of a list, or the members of an object, that all have the members `each`; `most` is the
    length of the page that was asked for. `sums`: of each kind, the path of its number in an item."""

    at: str = ""
    each: Members | str
    most: Annotated[int, Meta(ge=0)] = 0
    least: Annotated[int, Meta(ge=0)] = 0
    sums: dict[Text, Text] = {}


class Outcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an open reply shows where one of the counters `some` is not 0, and the body has the members
    `json`. `{record}` in `says` stands for the counter of that noun; `records` are added up for the size;
    `bytes` is one of them, or the path of a number in the body."""

    some: tuple[Text, ...] = ()
    json: Members = {}
    says: Text
    kind: ExposureKind = ExposureKind.METADATA
    access: bool = False
    records: tuple[Text, ...] = ()
    bytes: str = ""

    @property
    def nouns(self) -> set[str]:
        """The counters that it needs."""
        return {*self.some, *self.records, *_COUNTER.findall(self.says)}


class StatedReply(Signs, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply, and what it shows: the first outcome that fits; without one, what is counted, or `shows`."""

    list: Items | None = None
    members: Items | None = None
    count: tuple[Text, ...] | dict[Text, Text] = ()
    noun: str = ""
    plural: str = ""
    plurals: dict[Text, Text] = {}
    kind: ExposureKind = ExposureKind.METADATA
    shows: str = ""
    access: bool = False
    outcomes: tuple[Outcome, ...] = ()

    def __post_init__(self) -> None:
        if [bool(self.list), bool(self.members), bool(self.count)].count(True) > 1:
            raise ValueError("it counts one of `list`, `members` and `count`")
        if bool(self.noun) != bool(self.items or (isinstance(self.count, tuple) and self.count)):
            raise ValueError("`noun` goes with `list`, `members` or a `count` that is added up")
        if isinstance(self.count, dict) and not self.outcomes:
            raise ValueError("a `count` of several nouns goes with `outcomes`")
        for noun in {noun for outcome in self.outcomes for noun in outcome.nouns} - self.counters:
            raise ValueError(f"no counter is called {noun!r}")

    @property
    def items(self) -> Items | None:
        return self.list or self.members

    @property
    def counters(self) -> set[str]:
        """The nouns of everything that it counts."""
        several = self.count if isinstance(self.count, dict) else {}
        return {*several, *(self.items.sums if self.items else ()), *([self.noun] if self.noun else ())}


def shows(stated: StatedReply) -> Shows:
    """What the first reply shows, or None where it is not the one that is stated."""

    def shown(heard: Heard) -> Shown | None:
        reply = heard[0] if heard else None
        if reply is None or not _is_marked(stated, reply):
            return None
        if reply.cut and stated.list and not stated.list.sums and not stated.outcomes:
            return _cut(stated, stated.list, reply)
        content = None if reply.cut else partial_json.whole(reply.body)
        counted = _counted(stated, content) if fits(content, shape(stated.json)) else None
        return _outcome(stated, counted, content) if counted is not None else None

    return shown


def has(signs: Signs, reply: Reply) -> bool:
    """Has the reply all these signs?"""
    content = None if reply.cut else partial_json.whole(reply.body)
    return _is_marked(signs, reply) and fits(content, shape(signs.json))


def shape(members: Members | str) -> Shape:
    """A word alone is the type of the item itself."""
    found = {"": members} if isinstance(members, str) else members
    return {path: _value(one) for path, one in found.items()}


def _value(stated: str | int) -> type | str | int:
    if not isinstance(stated, str):
        return stated
    return Start(stated[:-1]) if stated.endswith("*") else TYPES.get(stated, stated)


def _is_marked(signs: Signs, reply: Reply) -> bool:
    """Do the status, the headers and the texts hold?"""
    headers = signs.headers.items()
    named = not headers or any(is_value(reply.header(name), _value(text)) for name, text in headers)
    body = all(text.encode() in reply.body for text in signs.contains)
    return (
        reply.status == signs.status and named and body and reply.body.startswith(signs.starts_with.encode())
    )


def _cut(stated: StatedReply, items: Items, reply: Reply) -> Shown | None:
    return cut_list(reply, items.at, shape(items.each), stated.noun, stated.plural, stated.kind)


def _counted(stated: StatedReply, content: Json) -> dict[str, Shown] | None:
    """By the noun, or None where a counter is no number, or an item another one."""
    items = _items(stated, content)
    if items is None:
        return None
    numbers: dict[str, int | None] = {}
    if isinstance(stated.count, dict):
        numbers = {noun: number(value_at(content, path)) for noun, path in stated.count.items()}
    elif stated.count:
        several = [number(value_at(content, path)) for path in stated.count]
        numbers[stated.noun] = None if None in several else sum(one or 0 for one in several)
    if stated.items:
        numbers[stated.noun] = len(items)
        for noun, path in stated.items.sums.items():
            numbers[noun] = sum(number(value_at(item, path)) or 0 for item in items)
    counted = {noun: _count(stated, noun, one) for noun, one in numbers.items() if one is not None}
    return counted if len(counted) == len(numbers) else None


def _count(stated: StatedReply, noun: str, found: int) -> Shown:
    most = stated.items.most if stated.items and noun == stated.noun else 0
    plural = stated.plural if noun == stated.noun else stated.plurals.get(noun, "")
    return count_shown(found, noun, plural, kind=stated.kind, at_least=bool(most) and found >= most)


def _items(stated: StatedReply, content: Json) -> list[Json] | None:
    """None where another value is there, or an item without its members, or there are too few."""
    if stated.items is None:
        return []
    found = value_at(content, stated.items.at)
    if stated.members:
        found = list(found.values()) if isinstance(found, dict) else None
    if not isinstance(found, list) or len(found) < stated.items.least:
        return None
    each = shape(stated.items.each)
    return found if all(fits(one, each) for one in found) else None


def _outcome(stated: StatedReply, counted: Mapping[str, Shown], content: Json) -> Shown | None:
    for outcome in stated.outcomes:
        some = not outcome.some or any(counted[noun].size.records for noun in outcome.some)
        if some and fits(content, shape(outcome.json)):
            return _shown(outcome, counted, content)
    if stated.noun or stated.outcomes:
        return counted.get(stated.noun)
    return Shown(kind=stated.kind, said=stated.shows, access=stated.access)


def _shown(outcome: Outcome, counted: Mapping[str, Shown], content: Json) -> Shown:
    sizes = [counted[noun].size for noun in outcome.records]
    size = Size(
        records=sum(size.records or 0 for size in sizes) if sizes else None,
        bytes=_bytes(outcome.bytes, counted, content),
        at_least=any(size.at_least for size in sizes),
    )
    said = _COUNTER.sub(lambda found: counted[found[1]].said, outcome.says)
    return Shown(kind=outcome.kind, said=said, size=size, access=outcome.access)


def _bytes(stated: str, counted: Mapping[str, Shown], content: Json) -> int | None:
    """Some products write the number as a text."""
    if stated in counted:
        return counted[stated].size.records
    found = value_at(content, stated) if stated else None
    digits = isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19
    return number(int(found) if isinstance(found, str) and digits else found)
