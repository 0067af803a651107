"""Rules that identify a product and its version by its text, each with its own example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from msgspec import Struct
from msgspec.structs import force_setattr

from leftopen.model.packaged import read_rules

LONGEST = 500


class FingerprintRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`on` names the text to match (`server`, `title` …); `pattern` is searched in its first 500 characters
    and may have a group `version`. `cpe` is a prefix for the version. `example` is a text that the rule
    matches, `version` the version in it. Without an example it is the product's name; without a pattern the
    rule matches the whole example."""

    product: str
    on: str
    pattern: str = ""
    example: str = ""
    version: str = ""
    cpe: str = ""

    def __post_init__(self) -> None:
        force_setattr(self, "example", self.example or self.product)
        force_setattr(self, "pattern", self.pattern or f"^{re.escape(self.example)}$")


def fingerprints(file: str) -> tuple[FingerprintRule, ...]:
    """The rules of a file in `fingerprints/`, in its order."""
    return read_rules("leftopen.wire", f"fingerprints/{file}", FingerprintRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMatch:
    """`cpe` in the old form that Shodan uses (`cpe:/a:…`), only with a version."""

    product: str = ""
    version: str = ""
    cpe: tuple[str, ...] = ()


_compiled = cache(re.compile)
"""The cache of `re` is looked up more slowly, and is shared with everybody."""
_BEGINNING = re.compile(r"\^([A-Za-z0-9]+)(?=[A-Za-z0-9 /_-])[^|]*")
_VERSION = re.compile(r"[0-9A-Za-z._+~-]{1,40}")


def name(rules: tuple[FingerprintRule, ...], texts: Mapping[str, str]) -> ProductMatch:
    """The first rule that matches wins, so that applications stand before the servers that carry them."""
    # Most texts are missing, and no rule is about a missing one.
    present = {on: text[:LONGEST] for on, text in texts.items() if text}
    for rule in rules:
        text = present.get(rule.on)
        if text is None or not text.startswith(_beginning(rule.pattern)):
            continue
        if found := _compiled(rule.pattern).search(text):
            return _match(rule, found)
    return ProductMatch()


@cache
def _beginning(pattern: str) -> str:
    """The letters and digits with which every text that the pattern matches begins: no text without them is
    searched. '' where it may begin with anything."""
    found = _BEGINNING.fullmatch(pattern)
    return found[1] if found else ""


def _match(rule: FingerprintRule, found: re.Match[str]) -> ProductMatch:
    version = (found.groupdict().get("version") or "").strip()
    good = version if _VERSION.fullmatch(version) else ""
    cpe = (f"{rule.cpe}:{good}",) if rule.cpe and good else ()
    return ProductMatch(product=rule.product, version=good, cpe=cpe)
