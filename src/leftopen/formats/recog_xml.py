"""Reads fingerprints in the XML format of Rapid7's Recog, and names a service by them. Pure.

Each file has fingerprints for one kind of text (`http_header.server`, `ssh.banner`, `favicon.md5` …). The
first of a kind that matches decides. Source: the README of the project Recog.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from leftopen.formats.bounded_pattern import LONGEST, BoundedPattern, Groups
from leftopen.formats.literal_index import LiteralIndex
from leftopen.formats.office_xml import Events, read_xml
from leftopen.model import cpe
from leftopen.model.foreign_name import ForeignName
from leftopen.present.printable import printable

SOURCE = "recog"
LONGEST_VALUE = 100
MOST_RULES = 50_000
_FLAG = re.compile(r"[A-Z_]+")
_NAME = re.compile(r"\{([a-z0-9_.]{1,40})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """`params`: (name, group, value); the value is the group's where the number is not 0."""

    pattern: BoundedPattern
    params: tuple[tuple[str, int, str], ...] = ()

    def name(self, groups: Groups) -> ForeignName | None:
        """None without a product or a device."""
        attributes: dict[str, str] = {}
        for name, number, value in self.params:
            found = groups[number].decode("utf-8", "replace") if 0 < number < len(groups) else ""
            text = found if number else value
            if text:
                attributes.setdefault(name, printable(text, LONGEST_VALUE).strip())
        kind = next((kind for kind in ("service", "hw") if attributes.get(f"{kind}.product")), "")
        if not kind:
            return None
        return ForeignName(
            product=_product(attributes.get(f"{kind}.vendor", ""), attributes[f"{kind}.product"]),
            version=attributes.get(f"{kind}.version", ""),
            cpe=tuple(filter(None, (_cpe(attributes, known) for known in ("service", "hw", "os")))),
            source=SOURCE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogRules:
    """`skipped`: files that can't be read, and fingerprints without a pattern."""

    rules: Mapping[str, tuple[Fingerprint, ...]] = field(default_factory=dict)
    indexes: Mapping[str, LiteralIndex] = field(default_factory=dict)
    skipped: int = 0

    def name(self, attributes: Mapping[str, str], late: Callable[[], bool]) -> ForeignName | None:
        """By the first kind of text, in the order of `said`, that a fingerprint with a product matches; None
        when it is `late` before that."""
        for kind, text in attributes.items():
            groups, rule = self._match(kind, text.encode("utf-8", "replace")[:LONGEST], late)
            named = rule.name(groups) if rule is not None else None
            if named is not None:
                return named
        return None

    def _match(self, kind: str, data: bytes, late: Callable[[], bool]) -> tuple[Groups, Fingerprint | None]:
        if not data or kind not in self.indexes:
            return (), None
        for number in self.indexes[kind].candidates(data):
            if late():
                break
            groups = self.rules[kind][number].pattern.search(data)
            if groups is not None:
                return groups, self.rules[kind][number]
        return (), None


def read(files: Iterable[bytes]) -> RecogRules:
    """Any bytes; never raises."""
    rules: dict[str, list[Fingerprint]] = {}
    skipped = 0
    for file in files:
        walk = _Walk()
        if not read_xml(file, True, Events(start=walk.start, end=walk.end, text=lambda text: None)):
            skipped += 1
            continue
        skipped += walk.skipped
        known = rules.setdefault(walk.kind, []) if walk.kind else []
        known += walk.rules[: MOST_RULES - len(known)]
    return RecogRules(
        rules={kind: tuple(some) for kind, some in rules.items()},
        indexes={kind: LiteralIndex([one.pattern.pattern for one in some]) for kind, some in rules.items()},
        skipped=skipped,
    )


class _Walk:
    """Collects the fingerprints of one file."""

    def __init__(self) -> None:
        self.kind = ""
        self.rules: list[Fingerprint] = []
        self.skipped = 0
        self._pattern: BoundedPattern | None = None
        self._params: list[tuple[str, int, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "fingerprints" and not self.kind:
            self.kind = attributes.get("matches", "")
        elif name == "fingerprint":
            self._pattern, self._params = _pattern(attributes), []
        elif name == "param":
            group = attributes.get("pos", "")
            number = int(group) if group.isascii() and group.isdigit() and len(group) < 3 else 0
            self._params.append((attributes.get("name", ""), number, attributes.get("value", "")))

    def end(self, name: str) -> None:
        if name != "fingerprint":
            return
        if self._pattern is None:
            self.skipped += 1
        else:
            self.rules.append(Fingerprint(pattern=self._pattern, params=tuple(self._params)))
        self._pattern = None


def _pattern(attributes: Mapping[str, str]) -> BoundedPattern | None:
    pattern = attributes.get("pattern", "")
    flags = frozenset(_FLAG.findall(attributes.get("flags", "")))
    if not pattern:
        return None
    return BoundedPattern(
        pattern=pattern.encode("utf-8", "replace"),
        ignore_case=bool(flags & {"REG_ICASE", "IGNORECASE"}),
        dot_all=bool(flags & {"REG_DOT_NEWLINE", "REG_MULTILINE"}),
        lines=bool(flags & {"REG_LINE_ANY_CRLF"}),
    )


def _product(vendor: str, product: str) -> str:
    """With its vendor where the product alone says little: `Media Server` of `Jellyfin`."""
    same = vendor.lower() in product.lower() or product.lower() in vendor.lower()
    return product if same else f"{vendor} {product}"


def _cpe(attributes: Mapping[str, str], kind: str) -> str:
    """The CPE name with the version that its template asks for; '' without one."""
    template = attributes.get(f"{kind}.cpe23", "")
    return cpe.uri(_NAME.sub(lambda found: attributes.get(found[1], "").replace(" ", "_"), template))
