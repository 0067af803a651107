"""Reads technologies in Wappalyzer's JSON format, and finds them in a page: its headers, cookies' names, meta
tags, title, scripts and the beginning of its HTML. Pure.

Patterns for a running page (`js`, `dom`, `xhr` …) are left out. A pattern of less than half certainty is too.
Source: "Specification" in the README of the project Wappalyzer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from leftopen.formats.bounded_pattern import LONGEST, BoundedPattern, Groups
from leftopen.formats.literal_index import LiteralIndex
from leftopen.model import cpe
from leftopen.model.component import Component
from leftopen.present.printable import printable

MOST_RULES = 100_000
MOST_FOUND = 50
LONGEST_VERSION = 40
SURE = 50
# A category of a higher number is a library, a tool of advertising, and so on: no product of a service.
LEAST_PRIORITY = 4
ONE, EACH = ("html", "scriptSrc", "title"), ("headers", "meta", "cookies")
_OLD_NAMES = {"script": "scriptSrc", "scripts": "scriptSrc"}
_GROUP = re.compile(r"\\(\d)")
_CHOICE = re.compile(r"\\(\d)\?([^:]{0,40}):(.{0,40})$")
_VERSION = re.compile(r"[0-9A-Za-z._+~-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """`priority` is that of its first category: 1 for an application, 9 for a library."""

    name: str
    categories: tuple[str, ...] = ()
    priority: int = 9
    cpe: str = ""
    implies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologyPattern:
    technology: str
    pattern: BoundedPattern
    version: str = ""

    def version_of(self, groups: Groups) -> str:
        """The template with its groups, `\\1?yes:no` among them; '' for what is no version."""

        def group(found: re.Match[str]) -> str:
            number = int(found[1])
            return groups[number].decode("utf-8", "replace") if number < len(groups) else ""

        chosen = _CHOICE.sub(lambda found: found[2] if group(found) else found[3], self.version)
        made = _GROUP.sub(group, chosen)
        return made if _VERSION.fullmatch(made) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Technologies:
    """The patterns by the place where each is searched (`headers.server`, `html` …). `skipped`: files and
    patterns that can't be read."""

    known: Mapping[str, Technology] = field(default_factory=dict)
    patterns: Mapping[str, tuple[TechnologyPattern, ...]] = field(default_factory=dict)
    indexes: Mapping[str, LiteralIndex] = field(default_factory=dict)
    skipped: int = 0

    def find(self, page: Iterable[tuple[str, str]], late: Callable[[], bool]) -> tuple[Component, ...]:
        """`page`: (place, text). Each technology once, the most important first, with those that it implies;
        what was found until it is `late`."""
        versions: dict[str, str] = {}
        for place, text in page:
            if place not in self.indexes:
                continue
            data = text.encode("utf-8", "replace")[:LONGEST]
            for number in self.indexes[place].candidates(data):
                if late():
                    return self._components(versions)
                one = self.patterns[place][number]
                groups = one.pattern.search(data)
                if groups is not None and (one.technology in versions or len(versions) < MOST_FOUND):
                    versions[one.technology] = versions.get(one.technology) or one.version_of(groups)
        return self._components(versions)

    def application(self, found: Iterable[Component]) -> Component | None:
        """The first that may be called the product of the service."""
        return next((one for one in found if self.known[one.name].priority <= LEAST_PRIORITY), None)

    def _components(self, versions: dict[str, str]) -> tuple[Component, ...]:
        for name in tuple(versions):
            for implied in self.known[name].implies if name in self.known else ():
                versions.setdefault(implied, "")
        named = sorted((self.known[name] for name in versions if name in self.known), key=_importance)
        return tuple(
            Component(
                name=one.name,
                categories=one.categories,
                version=versions[one.name],
                cpe=cpe.uri(one.cpe, versions[one.name]) if one.cpe and versions[one.name] else "",
            )
            for one in named[:MOST_FOUND]
        )


def _importance(technology: Technology) -> int:
    return technology.priority


@dataclass(slots=True, kw_only=True)
class _Reading:
    categories: dict[str, tuple[str, int]] = field(default_factory=dict)
    said: dict[str, dict[str, object]] = field(default_factory=dict)
    skipped: int = 0

    def file(self, raw: bytes) -> None:
        """Technologies by name, or categories by number, or both under their names."""
        try:
            parsed = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.skipped += 1
            return
        for name, one in _table(parsed).items():
            if name in ("technologies", "apps", "categories"):
                for inner, entry in _table(one).items():
                    self._entry(inner, _table(entry))
            else:
                self._entry(name, _table(one))

    def _entry(self, name: str, entry: dict[str, object]) -> None:
        if name.isdigit() and isinstance(entry.get("name"), str):
            priority = entry.get("priority")
            self.categories[name] = (
                printable(str(entry["name"]), 60),
                priority if isinstance(priority, int) else 9,
            )
        elif "cats" in entry and len(self.said) < MOST_RULES:
            self.said[printable(name, 80)] = entry


def read(files: Iterable[bytes]) -> Technologies:
    """Any bytes; never raises."""
    reading = _Reading()
    for file in files:
        reading.file(file)
    patterns: dict[str, list[TechnologyPattern]] = {}
    for name, entry in reading.said.items():
        for place, text in _texts(entry):
            made = _pattern(name, text)
            if made is not None:
                patterns.setdefault(place, []).append(made)
    return Technologies(
        known={name: _technology(name, entry, reading.categories) for name, entry in reading.said.items()},
        patterns={place: tuple(some) for place, some in patterns.items()},
        indexes={
            place: LiteralIndex([one.pattern.pattern for one in some]) for place, some in patterns.items()
        },
        skipped=reading.skipped,
    )


def _technology(name: str, entry: dict[str, object], categories: Mapping[str, tuple[str, int]]) -> Technology:
    numbers = entry.get("cats")
    known = [categories[str(one)] for one in _list(numbers) if str(one) in categories]
    stated = entry.get("cpe")
    return Technology(
        name=name,
        categories=tuple(category for category, _ in known),
        priority=min((priority for _, priority in known), default=9),
        cpe=stated if isinstance(stated, str) else "",
        implies=tuple(one.partition("\\;")[0] for one in _list(entry.get("implies")) if isinstance(one, str)),
    )


def _texts(entry: dict[str, object]) -> Iterable[tuple[str, str]]:
    """(place, pattern with its tags)"""
    for key, stated in entry.items():
        place = _OLD_NAMES.get(key, key)
        if place in ONE:
            yield from ((place, one) for one in _list(stated) if isinstance(one, str))
        elif place in EACH:
            for name, some in _table(stated).items():
                yield from ((f"{place}.{name.lower()}", one) for one in _list(some) if isinstance(one, str))


def _pattern(technology: str, text: str) -> TechnologyPattern | None:
    pattern, *tags = text.split("\\;")
    stated = dict(tag.split(":", 1) for tag in tags if ":" in tag)
    sure = stated.get("confidence", "100")
    if sure.isascii() and sure.isdigit() and int(sure[:4]) < SURE:
        return None
    return TechnologyPattern(
        technology=technology,
        pattern=BoundedPattern(pattern=pattern.encode("utf-8", "replace"), ignore_case=True),
        version=stated.get("version", "")[: 2 * LONGEST_VERSION],
    )


def _table(stated: object) -> dict[str, object]:
    return stated if isinstance(stated, dict) else {}


def _list(stated: object) -> list[object]:
    return stated if isinstance(stated, list) else [stated] if stated is not None else []
