"""Countries: rows of first address, last address, two letters; comma or tab separated, as many write it
(@ip-location-db's country sets, Tor's geoip files)."""

from __future__ import annotations

import re
from functools import cache

from leftopen.formats import address_range, range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Range, Ranges, RangesReader

FIELDS = 3
NOBODY = ("??", "ZZ", "--", "")
_CODE = re.compile(r"[A-Z]{2}", re.ASCII)


def _code(text: str) -> str | None:
    """Two letters, '' where the file knows none, None for anything else."""
    code = text.strip().upper()
    if code in NOBODY:
        return ""
    return code if _CODE.fullmatch(code) else None


def _reading() -> range_file.ReadRow:
    """One object for each country: there are many rows of one."""
    country = cache(lambda code: Location(country_code=code))

    def read_row(row: list[str]) -> Range | None:
        code = _code(row[2])
        if code is None:
            raise ValueError(f"{row[2][:40]!r} is not a two-letter country code")
        first, last = address_range.pair(row[0], row[1])
        return (first, last, country(code)) if code else None

    return read_row


def read(data: bytes) -> Ranges:
    rows = range_file.rows(FIELDS, data, _reading())
    return range_file.one_layer("country table", rows, "country")


reader = RangesReader(
    claim="country",
    wants="CSV with first address, last address, country code",
    recognises=lambda head: range_file.looks_like(FIELDS, head, _reading()),
    read=read,
)
