"""Arguments of a codec by their types, out of a fuzzer's bytes, so that nobody writes a harness for each."""

from __future__ import annotations

import bz2
import contextlib
import dataclasses
import inspect
import json
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum

from leftopen.formats.bounded_stream import Inflater
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages.page_parser import read_answer, read_page
from tests.fuzz.shapes import MOST, SPLIT, replies, reply

Maker = Callable[[bytes], object]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _moment(data: bytes) -> datetime:
    """Any second from 1970 to 2106."""
    return datetime.fromtimestamp(int.from_bytes(data[:4], "big"), UTC)


def _json(data: bytes) -> object:
    """Nothing for what is no JSON."""
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(data)
    return None


def _answer(data: bytes) -> Answer:
    """A page, or JSON where it begins so, as a crawl reads it."""
    kind = "application/json" if data.lstrip()[1:2] in (b"{", b"[") else "text/html"
    heard = reply(data)
    return read_answer("/", dataclasses.replace(heard, headers=(("Content-Type", kind), *heard.headers)))


MAKERS: dict[object, Maker] = {
    bytes: lambda data: data,
    bytearray: bytearray,
    str: _text,
    bool: lambda data: data[:1] > b"\x7f",
    int: lambda data: int.from_bytes(data[:4], "big"),
    float: lambda data: int.from_bytes(data[:4], "big") / 1000,
    date: lambda data: _moment(data).date(),
    datetime: _moment,
    type(None): lambda data: None,
    Reply: reply,
    Answer: _answer,
    Page: lambda data: read_page(_text(data)) or Page(),
    Json: _json,
    Replies: lambda data: replies(data.replace(b"\n\n\n", SPLIT)),
    Callable[[], Inflater]: lambda data: bz2.BZ2Decompressor,
    tuple[type[Exception], ...]: lambda data: (OSError, EOFError, ValueError),
}
MANY: dict[object, Callable[[Iterable[object]], object]] = {
    tuple: tuple,
    list: list,
    frozenset: frozenset,
    set: set,
    Sequence: tuple,
    Iterable: tuple,
    Collection: tuple,
    Iterator: lambda some: iter(tuple(some)),
}


class Unmade(TypeError):
    """A parameter of a kind that nobody here knows how to make; the text names it."""


def maker(wanted: object) -> Maker | None:
    """How to make one argument of that type, None where nobody knows."""
    if wanted in MAKERS:
        return MAKERS[wanted]
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return lambda data: list(wanted)[(data[:1] or b"\0")[0] % len(wanted)]
    if origin in (typing.Union, types.UnionType):
        return _either([maker(one) for one in inner if one is not type(None)], type(None) in inner)
    if origin in MANY and (len(inner) == 1 or inner[1:] == (...,)):
        return _many(MANY[origin], maker(inner[0]))
    if origin is tuple and inner:
        return _fixed([maker(one) for one in inner])
    if origin is Callable and inner[-1] in (None, type(None)):
        return lambda data: _nothing
    if origin in (dict, Mapping):
        pairs = _many(tuple, _fixed([maker(one) for one in inner]))
        return pairs and (lambda data: dict(typing.cast(Iterable[tuple[object, object]], pairs(data))))
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted) and not hasattr(wanted, "__post_init__"):
        return _record(wanted)
    return None


def _nothing(*heard: object) -> None:
    """For a codec that tells what it finds to a function."""


def _either(each: list[Maker | None], none: bool) -> Maker | None:
    """The first kind that can be made; None for no bytes at all, where that may stand."""
    made = next((one for one in each if one), None)
    if made is None or not none:
        return made
    return lambda data: made(data) if data else None


def _many(kind: Callable[[Iterable[object]], object], one: Maker | None) -> Maker | None:
    """Some of a kind, one a line where nothing else is said, as blank lines would be part of a page."""
    if one is None:
        return None
    return lambda data: kind(
        one(part) for part in data.split(b"\n\n\n" if b"\n\n\n" in data else b"\n")[:MOST]
    )


def _record(wanted: type) -> Maker | None:
    """A record with what it must have, each field out of a share of the bytes."""
    must = [(one, how) for one, how in parameters(wanted) if _needed(one)]
    values = _fixed([maker(how) for _, how in must])
    names = [one.name for one, _ in must]
    return values and (
        lambda data: wanted(**dict(zip(names, typing.cast(Iterable[object], values(data)), strict=True)))
    )


def _fixed(each: list[Maker | None]) -> Maker | None:
    makers = [one for one in each if one is not None]
    if len(makers) < len(each):
        return None
    return lambda data: tuple(
        one(part)
        for one, part in zip(makers, (data.split(b"|", len(makers) - 1) + [b""] * len(makers)), strict=False)
    )


def parameters(function: Callable[..., object]) -> Iterator[tuple[inspect.Parameter, object]]:
    """Each parameter with its type; with its text, where that names what only a type checker knows."""
    for parameter in inspect.signature(function).parameters.values():
        wanted = parameter.annotation
        if isinstance(wanted, str):
            # Not typing.get_type_hints: one name that a recursive alias holds would hide all the others.
            with contextlib.suppress(NameError):
                wanted = eval(wanted, vars(sys.modules[function.__module__]))
        yield parameter, wanted


def caller(function: Callable[..., object]) -> Callable[[bytes], object]:
    """A call of `function` out of bytes: the last piece is its first argument, the others those that must be
    given, in their order. Raises Unmade for one that can't be made."""
    first, *others = parameters(function)
    made: list[tuple[inspect.Parameter, Maker]] = []
    for parameter, wanted in (first, *(one for one in others if _needed(one[0]))):
        how = maker(wanted)
        if how is None:
            raise Unmade(f"{function.__module__}.{function.__name__}({parameter.name}: {wanted})")
        made.append((parameter, how))

    def call(data: bytes) -> object:
        *heads, last = data.split(SPLIT, len(made) - 1)
        heads += [b""] * (len(made) - 1 - len(heads))
        given = [how(part) for (_, how), part in zip(made, (last, *heads), strict=True)]
        named = {parameter.name: value for (parameter, _), value in zip(made, given, strict=True)}
        plain = [
            named.pop(parameter.name) for parameter, _ in made if parameter.kind is not parameter.KEYWORD_ONLY
        ]
        answer = function(*plain, **named)
        return list(answer) if inspect.isgenerator(answer) else answer

    return call


def _needed(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty and parameter.kind not in (
        parameter.VAR_POSITIONAL,
        parameter.VAR_KEYWORD,
    )
