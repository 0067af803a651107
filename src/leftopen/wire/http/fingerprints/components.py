"""Which servers, proxies and frameworks carry a page, by its headers: each is named beside the application.

A response through a proxy has the marks of both. The names are those of Wappalyzer, which Shodan uses too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from msgspec import Struct

from leftopen.model.channel import Reply
from leftopen.model.component import Component
from leftopen.model.facts import Json
from leftopen.model.packaged import read_rules

LONGEST = 300
MOST = 50


class ComponentRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pattern` is searched in the header `on`; `example` is a value that it matches, `version` the one in
    it. `cpe` is a prefix for the version."""

    name: str
    categories: tuple[str, ...]
    on: str
    pattern: str
    example: str
    version: str = ""
    cpe: str = ""


RULES = read_rules("leftopen.wire.http.fingerprints", "components", ComponentRule)

_COMPILED = tuple((rule, re.compile(rule.pattern)) for rule in RULES)
_ON = frozenset(rule.on for rule in RULES)


def find(front: Reply) -> tuple[Component, ...]:
    """What the headers of this response name, each once, in the order of the rules."""
    headers: dict[str, str] = {}
    for name, value in front.headers:
        lowered = name.lower()
        if lowered in _ON:
            headers.setdefault(lowered, value[:LONGEST])
    return merged(
        _component(rule, hit)
        for rule, pattern in _COMPILED
        if (attributes := headers.get(rule.on)) and (hit := pattern.search(attributes)) is not None
    )


def _component(rule: ComponentRule, found: re.Match[str]) -> Component:
    version = found.groupdict().get("version") or ""
    return Component(
        name=rule.name,
        categories=rule.categories,
        version=version,
        cpe=f"{rule.cpe}:{version}" if rule.cpe and version else "",
    )


def merged(found: Iterable[Component]) -> tuple[Component, ...]:
    """Each name once: the first with a version, else the first, with the categories of all."""
    known: dict[str, Component] = {}
    for one in found:
        other = known.get(one.name)
        if other is None and len(known) == MOST:
            continue
        best = one if other is None or (one.version and not other.version) else other
        categories = tuple(dict.fromkeys((*(other.categories if other else ()), *one.categories)))
        known[one.name] = best if best.categories == categories else replace(best, categories=categories)
    return tuple(known.values())


def cpe(found: Iterable[Component]) -> tuple[str, ...]:
    """The CPE names of those whose version is known."""
    return tuple(one.cpe for one in found if one.cpe)


def block(found: Iterable[Component]) -> dict[str, Json]:
    """Shodan's `http.components`: an object by name, with the categories; the versions are ours."""
    made: dict[str, Json] = {}
    for one in found:
        entry: dict[str, Json] = {"categories": [*one.categories]}
        made[one.name] = entry | {"versions": [one.version]} if one.version else entry
    return made
