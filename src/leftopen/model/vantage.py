"""The vantage from which something was observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Only `internet` supports the words "anyone on the internet"."""

    INTERNET = "internet"
    INSIDE = "inside"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """`name` is the operator's name of this scanner's position; two names are two vantages."""

    place: Place
    name: str


# What may be stated about other viewers, by place: `{name}` is the vantage's, `{can}` is can or could.
REACH: Mapping[str, str] = {
    Place.INTERNET: "Anyone on the internet {can} read it: it was seen from the internet ({name}).",
    Place.INSIDE: "It was seen from inside the network ({name}); from the internet it was not tried.",
    Place.LOOPBACK: "It was seen on the machine itself ({name}); from outside it was not tried.",
}
