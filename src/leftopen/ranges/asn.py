"""Networks and who announces them: rows of first address, last address, number, name; comma or tab separated.

So do @ip-location-db/asn (npm, CC BY 4.0) and many others write it; a file in the form of iptoasn (a country
between number and name) is read too. Addresses may be decimal numbers. Number 0 is nobody.
"""

from __future__ import annotations

import re
from functools import cache

from leftopen.formats import address_range, range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Range, Ranges, RangesReader

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


def _numbered(row: list[str]) -> tuple[int, str]:
    asn = _asn(row[2])
    if asn is None:
        raise ValueError(f"{row[2][:40]!r} is not a valid AS number")
    return asn, _name(row) if asn else ""


def _reading() -> range_file.ReadRow:
    """One object for each network: there are many rows of one."""
    network = cache(lambda asn, name: Location(asn=asn, org=name, isp=name))

    def read_row(row: list[str]) -> Range | None:
        asn, name = _numbered(row)
        first, last = address_range.pair(row[0], row[1])
        return (first, last, network(asn, name)) if asn else None

    return read_row


def read(data: bytes) -> Ranges:
    rows = range_file.rows(FIELDS, data, _reading())
    return range_file.one_layer("network table", rows, "asn")


reader = RangesReader(
    claim="network",
    wants="CSV with first address, last address, AS number, name",
    recognises=lambda head: range_file.looks_like(FIELDS, head, _reading()),
    read=read,
)
