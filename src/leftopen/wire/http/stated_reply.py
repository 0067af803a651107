"""What a reply must be, and what it then shows, as the file of a check states it.

docs/project/writing-a-check.md has the format. Pure; any bytes are read without an error.
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
from leftopen.wire.http import html
from leftopen.wire.http.http_check import Heard, Shown, Shows
from leftopen.wire.http.json_shows import (
    Amount,
    Expected,
    Shape,
    Start,
    Uuid,
    amount,
    count_shown,
    cut_list,
    fits,
    is_value,
    number,
    value_at,
)

TYPES: Mapping[str, Expected] = {
    "<string>": str, "<integer>": int, "<boolean>": bool, "<list>": list, "<object>": dict, "<any>": object,
    "<null>": type(None), "<empty>": {}, "<number>": Amount, "<uuid>": Uuid,
}  # fmt: skip
"""The words for the types of JSON. A text that ends in `*` is a beginning; any other value stands for
itself."""
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Members = dict[str, str | int | bool]
_COUNTER = re.compile(r"\{([^{}]*)\}")


class Signs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reply is: its status, these headers (of several tables, those of one), the beginning of its
    body, texts in it, the title of its page, members of its JSON, and the items that the lists in it have
    among others."""

    status: Annotated[int, Meta(ge=200, le=499)] = 200
    headers: dict[str, str] | tuple[dict[str, str], ...] = {}
    starts_with: str = ""
    contains: tuple[Text, ...] = ()
    title: str = ""
    json: Members = {}
    among: dict[str, tuple[Members, ...]] = {}

    @property
    def has_body(self) -> bool:
        """Does it state what the body holds?"""
        return bool(self.contains or self.title or self.json or self.among)


class Items(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The items of a list, or the members of an object, that all have the members `each`; `most` is the
    length of the page that was asked for. `sums`: of each kind, the path of its number in an item. `total` is
    the path of the server's own counter of all, which is 0 only beside an empty list; `more` that of those
    that did not come. `null`: a list that is null or missing is empty."""

    at: str = ""
    each: Members | str
    most: Annotated[int, Meta(ge=0)] = 0
    least: Annotated[int, Meta(ge=0)] = 0
    sums: dict[Text, Text] = {}
    total: str = ""
    more: str = ""
    null: bool = False

    @property
    def may_be_cut(self) -> bool:
        """Do the items that came before the limit suffice?"""
        return not (self.sums or self.total or self.more)


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
    """A reply, and what it shows: the first outcome that fits; without one, what is counted, or `shows`. With
    the signs `partial` the count is a lower bound."""

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
    partial: Signs | None = None

    def __post_init__(self) -> None:
        if [bool(self.list), bool(self.members), bool(self.count)].count(True) > 1:
            raise ValueError("it counts one of `list`, `members` and `count`")
        if bool(self.noun) != bool(self.items or (isinstance(self.count, tuple) and self.count)):
            raise ValueError("`noun` goes with `list`, `members` or a `count` that is added up")
        if isinstance(self.count, dict) and not self.outcomes:
            raise ValueError("a `count` of several nouns goes with `outcomes`")
        if ExposureKind.NONE in (self.kind, *(outcome.kind for outcome in self.outcomes)):
            raise ValueError("`kind` is data, metadata or empty")
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
        if reply.cut and stated.list and stated.list.may_be_cut and not stated.outcomes:
            return _cut(stated, stated.list, reply)
        content = _content(reply)
        counted = _counted(stated, reply, content) if _holds(stated, content) else None
        return _outcome(stated, counted, content) if counted is not None else None

    return shown


def has_signs(signs: Signs, reply: Reply) -> bool:
    """Has the reply all these signs?"""
    return _is_marked(signs, reply) and _holds(signs, _content(reply))


def _content(reply: Reply) -> Json:
    return None if reply.cut else partial_json.whole(reply.body)


def _holds(signs: Signs, content: Json) -> bool:
    """Are its members there, and the items among those of its lists?"""
    lists = [(value_at(content, at), items) for at, items in signs.among.items()]
    return fits(content, shape(signs.json)) and all(
        isinstance(found, list) and any(fits(one, shape(item)) for one in found)
        for found, items in lists
        for item in items
    )


def shape(members: Members | str) -> Shape:
    """A word alone is the type of the item itself."""
    found = {"": members} if isinstance(members, str) else members
    return {path: _value(one) for path, one in found.items()}


def _value(stated: str | int) -> Expected:
    if not isinstance(stated, str):
        return stated
    return Start(stated[:-1]) if stated.endswith("*") else TYPES.get(stated, stated)


def _is_marked(signs: Signs, reply: Reply) -> bool:
    """Do the status, the headers and the texts hold?"""
    tables = (signs.headers,) if isinstance(signs.headers, dict) else signs.headers
    named = not tables or any(
        all(is_value(reply.header(name), _value(text)) for name, text in table.items()) for table in tables
    )
    texts = reply.body.startswith(signs.starts_with.encode()) and all(
        text.encode() in reply.body for text in signs.contains
    )
    titled = not signs.title or html.title(reply.body) == signs.title
    return reply.status == signs.status and named and texts and titled


def _cut(stated: StatedReply, items: Items, reply: Reply) -> Shown | None:
    return cut_list(reply, items.at, shape(items.each), stated.noun, stated.plural, stated.kind)


def _counted(stated: StatedReply, reply: Reply, content: Json) -> dict[str, Shown] | None:
    """By the noun, or None where a counter is no number, or an item another one."""
    numbers: Mapping[str, int | None] = {}
    if stated.items:
        numbers = _of_items(stated, stated.items, content)
    elif isinstance(stated.count, dict):
        numbers = {noun: number(value_at(content, path)) for noun, path in stated.count.items()}
    elif stated.count:
        several = [number(value_at(content, path)) for path in stated.count]
        numbers = {stated.noun: None if None in several else sum(one or 0 for one in several)}
    partial = stated.partial is not None and has_signs(stated.partial, reply)
    counted = {noun: _count(stated, noun, one, partial) for noun, one in numbers.items() if one is not None}
    return counted if len(counted) == len(numbers) else None


def _count(stated: StatedReply, noun: str, found: int, partial: bool) -> Shown:
    own = noun == stated.noun
    most = stated.items.most if stated.items and own else 0
    plural = stated.plural if own else stated.plurals.get(noun, "")
    at_least = partial or (bool(most) and found >= most)
    return count_shown(found, noun, plural, kind=stated.kind, at_least=at_least)


def _of_items(stated: StatedReply, items: Items, content: Json) -> dict[str, int | None]:
    """Their number, and their sums; None for the number where something else is there."""
    found = value_at(content, items.at)
    if stated.members:
        found = list(found.values()) if isinstance(found, dict) else None
    if found is None and items.null:
        found = []
    each = shape(items.each)
    if not isinstance(found, list) or not all(fits(one, each) for one in found):
        return {stated.noun: None}
    sums = {
        noun: sum(amount(value_at(item, path)) or 0 for item in found) for noun, path in items.sums.items()
    }
    return {stated.noun: _length(items, len(found), content), **sums}


def _length(items: Items, came: int, content: Json) -> int | None:
    if came < items.least:
        return None
    if items.total:
        total = number(value_at(content, items.total))
        return total if bool(total) == bool(came) else None
    more = number(value_at(content, items.more)) if items.more else None
    return came + (more or 0)


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
    if stated in counted:
        return counted[stated].size.records
    return amount(value_at(content, stated)) if stated else None
