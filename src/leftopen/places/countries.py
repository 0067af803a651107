"""Gives the country to which a regional registry assigned an address, from the package `iptocc`, which
contains the tables of the five registries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import metadata

import iptocc
from iso3166 import countries_by_alpha2

SOURCE = "iptocc"


def code(text: str) -> str:
    """Two letters for an address in its usual spelling, '' where no registry assigned it."""
    return iptocc.country_code(text) or ""


@cache
def names() -> Mapping[str, str]:
    """Two letters → English short name of ISO 3166-1."""
    return {alpha: country.apolitical_name for alpha, country in countries_by_alpha2.items()}


@cache
def table_date() -> str:
    """The day on which the installed wheel was built from the registries' tables; '' when it is unknown."""
    for file in metadata.files(SOURCE) or ():
        if file.name.endswith(".cyclonedx.json"):
            found = json.loads(file.read_text(encoding="utf-8"))
            return str(found.get("metadata", {}).get("timestamp", ""))[:10]
    return ""
