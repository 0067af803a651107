"""The tree of a search, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.query.field import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Free text in `data`: all of `tokens` stand there; `text`, unless '', stands there as it is (folded)."""

    tokens: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Folded; the pieces between `*`. `*` alone is any value: an empty text is none."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Both ends belong to it; None: no end. Times are microseconds since 1970, addresses 128-bit numbers."""

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
    """Degrees; `west` may be greater than `east`: it then goes over the date line."""

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
    """Everything of it; of nothing: every observation."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """At least one of it."""

    nodes: tuple[Node, ...]


Node = Word | Term | Not | All | Any
