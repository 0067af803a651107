"""Reads nmap's `nmap-service-probes`: the rules by which nmap names a service. Pure; sends nothing.

Only `match` lines of the probes that leftopen sends as well are read: `NULL` (a greeting) and `GetRequest`
(the response to a bare GET). A line that can't be read is skipped and counted. The user's own file is read,
because its licence is nmap's. Source: "nmap-service-probes File Format", nmap.org/book.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.formats.bounded_pattern import LONGEST, BoundedPattern, Groups
from leftopen.formats.literal_index import LiteralIndex
from leftopen.model.foreign_name import ForeignName
from leftopen.present.printable import printable

GREETING, GET = "NULL", "GetRequest"
SOURCE = "nmap"
LONGEST_VALUE = 100
MOST_RULES = 50_000

_MATCH = re.compile(rb"match (\S{1,40}) m(.)", re.DOTALL)
_TEMPLATE = re.compile(
    rb"(?:(?P<key>[pviohd])(?P<mark>[^\w\s])(?P<value>.{0,400}?)(?P=mark)"
    rb"|(?P<cpe>cpe:)(?P<slash>[^\w\s])(?P<name>.{0,400}?)(?P=slash)a?)(?:\s+|$)"
)
_VARIABLE = re.compile(
    r"\$(?:(?P<plain>[1-9])|P\((?P<printable>[1-9])\)"
    r"|SUBST\((?P<subst>[1-9]),\"(?P<old>[^\"]{1,20})\",\"(?P<new>[^\"]{0,20})\"\)"
    r"|I\((?P<number>[1-9]),\"(?P<order>[<>])\"\))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRule:
    """One `match` line; the templates after its pattern have variables for the groups. They are read when it
    matches, which few of thousands do."""

    pattern: BoundedPattern
    templates: bytes

    def name(self, groups: Groups) -> ForeignName:
        values: dict[str, str] = {}
        names: list[str] = []
        for found in _TEMPLATE.finditer(self.templates):
            if found["cpe"]:
                names.append("cpe:/" + _filled(_text(found["name"]), groups, _in_cpe))
            else:
                values.setdefault(_text(found["key"]), _filled(_text(found["value"]), groups))
        return ForeignName(
            product=values.get("p", ""),
            version=values.get("v", ""),
            info=values.get("i", ""),
            cpe=tuple(names),
            source=SOURCE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NmapProbes:
    """The rules of each probe, in the order of the file. `skipped`: lines that can't be read."""

    rules: dict[str, tuple[MatchRule, ...]] = field(default_factory=dict)
    indexes: dict[str, LiteralIndex] = field(default_factory=dict)
    skipped: int = 0

    def name(self, probe: str, data: bytes, late: Callable[[], bool]) -> ForeignName | None:
        """By the first rule that matches the first 4 KiB, as nmap does; None without one, for one that names
        no product, and when it is `late` before any matches."""
        data = data[:LONGEST]
        if probe not in self.indexes:
            return None
        for number in self.indexes[probe].candidates(data):
            if late():
                return None
            groups = self.rules[probe][number].pattern.search(data)
            if groups is not None:
                named = self.rules[probe][number].name(groups)
                return named if named.product else None
        return None


def read(file: bytes) -> NmapProbes:
    """Any bytes; never raises."""
    rules: dict[str, list[MatchRule]] = {GREETING: [], GET: []}
    probe, skipped = "", 0
    for line in file.splitlines():
        if line.startswith(b"Probe "):
            probe = _probe(line)
        elif probe in rules and line.startswith(b"match ") and len(rules[probe]) < MOST_RULES:
            rule = _rule(line)
            if rule is None:
                skipped += 1
            else:
                rules[probe].append(rule)
    return NmapProbes(
        rules={name: tuple(some) for name, some in rules.items()},
        indexes={name: LiteralIndex([one.pattern.pattern for one in some]) for name, some in rules.items()},
        skipped=skipped,
    )


def _probe(line: bytes) -> str:
    """The name of a TCP probe, or ''."""
    words = line.split()
    return words[2].decode("latin-1") if len(words) > 2 and words[1] == b"TCP" else ""


def _rule(line: bytes) -> MatchRule | None:
    begin = _MATCH.match(line)
    if begin is None:
        return None
    pattern, mark, rest = line[begin.end() :].partition(begin[2])
    flags = rest[: len(rest) - len(rest.lstrip(b"is"))]
    rest = rest[len(flags) :]
    if not mark or not pattern or (rest and not rest[:1].isspace()):
        return None
    return MatchRule(
        pattern=BoundedPattern(pattern=pattern, ignore_case=b"i" in flags, dot_all=b"s" in flags),
        templates=rest.strip(),
    )


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _filled(template: str, groups: Groups, written: Callable[[str], str] = str) -> str:
    """The template with its variables; `written` is applied to the value of each."""
    return printable(_VARIABLE.sub(lambda one: written(_value(one, groups)), template), LONGEST_VALUE).strip()


def _value(one: re.Match[str], groups: Groups) -> str:
    def group(number: str) -> bytes:
        return groups[int(number)] if int(number) < len(groups) else b""

    if one["plain"]:
        return _text(group(one["plain"]))
    if one["printable"]:
        return "".join(map(chr, (code for code in group(one["printable"]) if 0x20 <= code < 0x7F)))
    if one["subst"]:
        return _text(group(one["subst"])).replace(one["old"], one["new"])
    raw = group(one["number"])
    return str(int.from_bytes(raw, "big" if one["order"] == ">" else "little")) if 0 < len(raw) <= 8 else ""


def _in_cpe(value: str) -> str:
    """As a value stands in a CPE's URI: lower case, `_` for a space, the rest percent-encoded."""
    return "".join(
        one if one.isascii() and (one.isalnum() or one in "._-") else f"%{ord(one):02x}"
        for one in value.lower().replace(" ", "_")
        if one.isascii() and one.isprintable()
    )
