"""In which order units are read: what answers the most comes first, so that findings come in minutes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from leftopen.model.assessment import SourceFile, Unit, UnitKind

LAST = {UnitKind.RAW: 1, UnitKind.DIGEST: 2}
"""Pieces without a reader come after all others, digests last."""
TELLING = re.compile(
    rb"sf-?8[56]|dd-?(?:214|254)|clearance|personnel|roster|recall|payroll|salar|passport|ssn|medical"
    rb"|patient|hr[-_ /.]|secret|classified|noforn|\bcui\b|fouo|credenti|password|private.key|\.kdbx|\.p12",
    re.IGNORECASE,
)
"""Words in the name of a file or of its folders."""


def order_units(
    units: Iterable[Unit], sources: Mapping[int, SourceFile], found: Mapping[int, int] | None = None
) -> list[Unit]:
    """`found`: by number of the unit, how much an earlier triage of the same store found there. Without it,
    files with telling names come first, and of several mailboxes the first part of each."""
    met: Counter[int] = Counter()
    keyed: list[tuple[tuple[int, int, int, int, int], Unit]] = []
    for unit in units:
        part = met[unit.files[0]] if unit.files else 0
        met[unit.files[0] if unit.files else -1] += 1
        risk = (found or {}).get(unit.number, 0)
        telling = any(TELLING.search(sources[at].path) for at in unit.files if at in sources)
        keyed.append(((LAST.get(unit.kind, 0), -risk, not telling, part, unit.number), unit))
    return [unit for _, unit in sorted(keyed, key=lambda one: one[0])]
