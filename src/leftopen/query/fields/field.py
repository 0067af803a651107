"""The definition of a field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LISTS = frozenset(
    [
        "hostnames",
        "domains",
        "cpe",
        "tags",
        "vulns",
        "http_components",
        "ssl_versions",
        "ssl_alpn",
        "labels",
        "ssl_sha1",
    ]
)
"""Columns that hold several values."""


class Kind(StrEnum):
    """`contains` a part of the text · `is` the whole text (both: any case, `*` for anything) · `prefix` how
    a text begins · `id` how an id begins · `number` a number, `80-90`, `>1024` · `bytes`, `span` a number
    with a unit · `before`, `after` a day as an end · `day` a day, or `>` a day · `net` addresses and CIDR
    ranges · `geo` a circle or a box · `yes` yes or no · `choice` one of the field's `words` · `level` one of
    them, or `>=` one of them · `asn` with or without AS · `serial` decimal or hex, of any size · `cpe` either
    form of a CPE name."""

    CONTAINS = "contains"
    IS = "is"
    PREFIX = "prefix"
    ID = "id"
    NUMBER = "number"
    BYTES = "bytes"
    SPAN = "span"
    BEFORE = "before"
    AFTER = "after"
    DAY = "day"
    NET = "net"
    GEO = "geo"
    YES = "yes"
    CHOICE = "choice"
    LEVEL = "level"
    ASN = "asn"
    SERIAL = "serial"
    CPE = "cpe"


class Table(StrEnum):
    """The table of its column: the observation itself, or the verdicts, findings and cases of its service."""

    OBSERVATIONS = "observations"
    JUDGED = "judged"
    FINDINGS = "findings"
    CASES = "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`columns` of `home` hold it (one of them is enough; where that is another table, all but the first are
    of the observation itself); `rare`: the observation's column `more` holds it, under its name. `hits`
    is a value that finds the made-up observation of tests/query/specimen.py, `misses` one that doesn't.
    `facet`: its values can be counted."""

    name: str
    kind: Kind
    help: str
    hits: str
    misses: str
    columns: tuple[str, ...]
    home: Table = Table.OBSERVATIONS
    rare: bool = False
    facet: bool = False
    words: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Does its column hold several values?"""
        return self.columns[0] in LISTS
