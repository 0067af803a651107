"""Keyed digests: they distinguish and count values, and can't be reversed by trial without the key."""

from __future__ import annotations

import hmac
import re

from leftopen.formats.calendar_date import iso_date
from leftopen.formats.digits import only

NOISE = re.compile(r"[\W_]")


def keyed_digest(key: bytes, raw: bytes) -> str:
    """HMAC-SHA-256 in hex, 64 characters."""
    return hmac.digest(key, raw, "sha256").hex()


def of_value(key: bytes, detector: str, value: str, *, day_first: bool = False) -> str:
    """Of one found value: spelling does not matter (`891-23-4567` is `891234567`), the detector does.
    `day_first` as in `canonical`."""
    same = canonical(detector, value, day_first=day_first).lower().replace("%40", "@")
    bare = same if "@" in same else NOISE.sub("", same)
    return keyed_digest(key, f"{detector}\0{bare}".encode("utf-8", "replace"))


def canonical(detector: str, value: str, *, day_first: bool = False) -> str:
    """One spelling: a birth date in ISO (`03/02/1980` is the second of March unless `day_first`), a telephone
    number without the code of its country, the number in the name of a certificate."""
    if detector == "birth_date":
        return iso_date(value, day_first=day_first) or value
    if detector in ("dod_id", "phone"):
        return only(value)[-10:]
    if detector == "us_ssn":
        return only(value)
    return value
