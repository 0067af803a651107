"""Checks country codes, and suggests the code that was probably meant."""

from __future__ import annotations

import re

from iso3166 import countries_by_alpha2, countries_by_alpha3

_LETTERS = re.compile(r"[a-z]{2,3}", re.ASCII)
# Codes that ISO 3166-1 leaves to users, and those of registries for whole continents.
_OWN = re.compile(r"aa|q[m-z]|x[a-z]|zz|eu|ap", re.ASCII)
_INSTEAD = {"uk": "GB", "el": "GR"}
"""The European Union's own codes, which many know better."""


def unknown(text: str) -> str:
    """What is wrong with that folded code; '' for a valid code, and for a name. It is only a hint: imported
    rows may have codes of their own."""
    if not _LETTERS.fullmatch(text) or text.upper() in countries_by_alpha2 or _OWN.fullmatch(text):
        return ""
    meant = countries_by_alpha2.get(_INSTEAD.get(text, "")) or countries_by_alpha3.get(text.upper())
    if meant is not None:
        return f"unknown country code; {meant.apolitical_name} is {meant.alpha2}"
    return "not an ISO 3166 two-letter country code" if len(text) == 2 else ""
