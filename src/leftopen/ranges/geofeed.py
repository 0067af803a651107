"""A geofeed (RFC 8805): where a network's owner says its addresses are, one prefix a row with country,
region, city and postal code. DigitalOcean, Google and many providers publish one."""

from __future__ import annotations

from leftopen.errors import BadRanges
from leftopen.formats import address_range, range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Range, Ranges, RangesReader

FIELDS = 2


def _said(row: list[str]) -> Location:
    country, region, city, postal = (*(field.strip() for field in row[1:5]), "", "", "", "")[:4]
    code = country.upper()
    return Location(
        country_code=code,
        region_code=region.upper().removeprefix(f"{code}-"),
        city=city,
        postal_code=postal,
    )


def _range(row: list[str]) -> Range | None:
    claimed = _said(row)
    if claimed.country_code and not (len(claimed.country_code) == 2 and claimed.country_code.isascii()):
        raise ValueError(f"{row[1][:40]!r} is not a two-letter country code")
    first, last = address_range.prefix(row[0])
    return (first, last, claimed) if claimed.country_code else None


def read(data: bytes) -> Ranges:
    rows = range_file.rows(FIELDS, data, _range)
    return range_file.one_layer("geofeed", rows)


def _recognises(head: bytes) -> bool:
    try:
        read(b"\n".join(head.split(b"\n")[:-1]) + b"\n" if b"\n" in head else head)
    except BadRanges:
        return False
    return any(b"/" in line.partition(b",")[0] for line in head.splitlines() if not line.startswith(b"#"))


reader = RangesReader(
    claim="country",
    wants="geofeed (RFC 8805): prefix, country, region, city",
    recognises=_recognises,
    read=read,
)
