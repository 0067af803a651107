"""The contract of a file in `exports/`: a file format for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.model.access_logs import ReadersResult
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule:
    """The check or shape of listed cases, for formats that explain each of them once."""

    id: str
    title: str
    remedy: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesWriter:
    """Writes a list of cases. `write` takes their JSON lines (`present.json_lines.case_line` with `owner`)
    and one rule for each of their checks, and gives the file. `format` is the word that users type."""

    format: str
    write: Callable[[Sequence[Mapping[str, Json]], Sequence[CaseRule]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWriter:
    """Writes a reading of access logs. `write` takes the result (names and paths masked) and gives the
    file."""

    title: str
    suffix: str
    write: Callable[[ReadersResult], bytes]
