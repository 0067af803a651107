"""Is a telephone number possible in its country? The answer of phonenumbers, several times as fast.

The library looks at each region of the country code, and at each kind of number there, with a pattern of its
own: +1 has twenty-five regions. Here the patterns of a region are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

WORLDWIDE = "001"
"""The region of codes that belong to no country, such as +800."""
KINDS = (
    "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail",
    "fixed_line", "mobile",
)  # fmt: skip
NOTHING = r"(?!)"


@cache
def plan(country: int) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """By region, in the order in which they are tried: what claims a number for it, and what it has."""
    regions = [_region(country, region) for region in COUNTRY_CODE_TO_REGION_CODE.get(country, ())]
    made = []
    for metadata in regions:
        has = _has(metadata)
        claims = f"(?:{metadata.leading_digits})" if metadata.leading_digits is not None else has
        # A code of one region has no other to look at.
        made.append((re.compile(claims if len(regions) > 1 else ""), re.compile(has)))
    return tuple(made)


def is_valid(country: int, national: str) -> bool:
    """`national` with its leading zeros, ASCII digits only. As `phonenumbers.is_valid_number`."""
    for claims, has in plan(country):
        if claims.match(national):
            return has.match(national) is not None
    return False


def _region(country: int, region: str) -> Any:
    if region == WORLDWIDE:
        return PhoneMetadata.metadata_for_nongeo_region(country)
    return PhoneMetadata.metadata_for_region(region)


def _has(metadata: Any) -> str:
    """The numbers of any kind that the region has."""
    kinds = "|".join(_of_kind(getattr(metadata, kind)) for kind in KINDS)
    return f"(?={_of_kind(metadata.general_desc)})(?:{kinds})"


def _of_kind(described: Any) -> str:
    if described is None or described.national_number_pattern is None:
        return NOTHING
    lengths = "|".join(rf"\d{{{length}}}" for length in _lengths(described))
    return rf"(?=(?:{lengths})\Z)(?:{described.national_number_pattern})\Z"


def _lengths(described: Any) -> Iterator[int]:
    """Those that it names; any, where it names none."""
    found = described.possible_length or range(1, 18)
    return (length for length in found if length > 0)
