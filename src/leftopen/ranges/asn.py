"""Networks and who announces them: rows of first address, last address, number, name; comma or tab separated.

So do @ip-location-db/asn (npm, CC BY 4.0) and many others write it; a file in the form of iptoasn (a country
between number and name) is read too. Addresses may be decimal numbers. Number 0 is nobody.
"""

from __future__ import annotations

import re

from leftopen.errors import BadRanges
from leftopen.model.location import Location
from leftopen.model.ranges import Ranges, RangesReader
from leftopen.wire import range_file

FIELDS = 4
MOST_ASN = 2**32 - 1
_NUMBER = re.compile(r"(?:AS)?(\d{1,10})", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}|None", re.ASCII)


def _asn(text: str) -> int | None:
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found and int(found[1]) <= MOST_ASN else None


def _name(row: list[str]) -> str:
    between = len(row) > FIELDS and _COUNTRY.fullmatch(row[3])
    return row[4 if between else 3].strip()


def read(data: bytes) -> Ranges:
    found = []
    known: dict[tuple[int, str], Location] = {}
    for number, row in range_file.rows(FIELDS, data):
        asn = _asn(row[2])
        if asn is None:
            raise BadRanges(f"row {number}: {row[2][:40]!r} is no network number")
        if asn:
            name = _name(row)
            said = known.get((asn, name)) or known.setdefault(
                (asn, name), Location(asn=asn, org=name, isp=name)
            )
            found.append((*range_file.pair(row, number), said))
    return Ranges(title="network table", layers=(found,), name=range_file.named("asn", found))


reader = RangesReader(
    claim="network",
    wants="CSV of first address, last address, network number, name",
    recognises=lambda head: range_file.looks_like(FIELDS, head, lambda row: _asn(row[2]) is not None),
    read=read,
)
