"""From where something was seen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Only `internet` supports the words "anyone on the internet"."""

    INTERNET = "internet"
    INSIDE = "inside"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """`name` is the operator's word for this scanner's position; two names are two vantages."""

    place: Place
    name: str
