"""The contract of a file in `exports/`: a format that somebody else reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leftopen.model.facts import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """`write` takes a case's dossier (`service.dossier`: plain JSON, masked) and gives the file's bytes."""

    suffix: str
    write: Callable[[Mapping[str, Json]], bytes]
