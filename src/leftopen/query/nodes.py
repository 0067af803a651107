"""The tree of a search, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.query.fields.field import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Free text in `data`: it contains all `tokens`; and `text` (folded) as it is, unless ''."""

    tokens: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Folded; the pieces between `*`. `*` alone is any value: an empty text is no value."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Inclusive; None: no end. Times are microseconds since 1970, addresses 128-bit numbers."""

    low: int | None
    high: int | None

    def holds(self, number: int) -> bool:
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Degrees and kilometres."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Degrees; `west` may be greater than `east`: it then crosses the date line."""

    north: float
    west: float
    south: float
    east: float


Value = Text | Range | Circle | Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """`field:value,value`: one of the values."""

    field: Field
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """All children match; without children: every observation."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """At least one child matches."""

    nodes: tuple[Node, ...]


Node = Word | Term | Not | All | Any
