"""Countries: rows of first address, last address, two letters; comma or tab separated, as many write it
(@ip-location-db's country sets, Tor's geoip files)."""

from __future__ import annotations

import re

from leftopen.errors import BadRanges
from leftopen.model.location import Location
from leftopen.model.ranges import Ranges, RangesReader
from leftopen.wire import range_file

FIELDS = 3
NOBODY = ("??", "ZZ", "--", "")
_CODE = re.compile(r"[A-Z]{2}", re.ASCII)


def _code(text: str) -> str | None:
    """Two letters, '' where the file knows none, None for anything else."""
    code = text.strip().upper()
    if code in NOBODY:
        return ""
    return code if _CODE.fullmatch(code) else None


def read(data: bytes) -> Ranges:
    found = []
    known: dict[str, Location] = {}
    for number, row in range_file.rows(FIELDS, data):
        code = _code(row[2])
        if code is None:
            raise BadRanges(f"row {number}: {row[2][:40]!r} is no country's two letters")
        if code:
            said = known.get(code) or known.setdefault(code, Location(country_code=code))
            found.append((*range_file.pair(row, number), said))
    return Ranges(title="country table", layers=(found,), name=range_file.named("country", found))


reader = RangesReader(
    claim="country",
    wants="CSV of first address, last address, country code",
    recognises=lambda head: range_file.looks_like(FIELDS, head, lambda row: _code(row[2]) is not None),
    read=read,
)
