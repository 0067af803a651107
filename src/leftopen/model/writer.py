"""The contract of a file in `exports/`: a file format for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from leftopen.model.facts import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes a case. `write` takes its report (`service.cases.case_report`: plain JSON, masked) and gives the
    file."""

    suffix: str
    write: Callable[[Mapping[str, Json]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesWriter:
    """Writes search results. `write` takes observations as their JSON lines (`present.observation_json`,
    masked) and gives the file piece by piece, in bounded memory for any number."""

    suffix: str
    write: Callable[[Iterable[Mapping[str, Json]]], Iterator[bytes]]
