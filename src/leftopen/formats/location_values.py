"""Reads what other tools say of an address's place and network."""

from __future__ import annotations

from leftopen.model.facts import Json


def country(code: str) -> str:
    """Two letters, upper case; '' for anything else."""
    return code.upper() if len(code) == 2 and code.isascii() and code.isalpha() else ""


def degrees(latitude: Json, longitude: Json) -> tuple[float | None, float | None]:
    """Both or none."""
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    return (None, None) if north is None or east is None else (north, east)


def _degrees(value: Json, most: int) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most:
        return float(value)
    return None


def asn(value: str) -> int:
    """The number of `AS64500`; 0 for anything else."""
    bare = value[2:]
    if value[:2] not in ("AS", "as") or not (bare.isascii() and bare.isdecimal()) or len(bare) > 10:
        return 0
    return int(bare) if int(bare) < 2**32 else 0
