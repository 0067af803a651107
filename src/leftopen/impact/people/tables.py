"""Rows of tables: the head of each column says what its cells are, and one row is one person.

CSV and its kin, columns of text, and rows that the readers of spreadsheets write (`heading = value`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import NAMES, Field, Kind, gate_lines, heading, line_end
from leftopen.model.people import MentionReason, Role

LINE = 4_000
HEAD = 60
COLUMNS = 200
BLANKS = re.compile(r" {2,}|\t")
QUOTED = re.compile(r"^[> ]{1,9}")
NUMBERS = re.compile(r"\d{4}|@")
MARKS = ("\t", ";", ",", "|")
MISSES = 2
"""Lines in a row that fit no column end the table."""

Head = tuple[str, Field | None]
Cells = list[tuple[Head, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A line of heads, each with what it says. `mark` parts the cells; '' for two blanks or more."""

    mark: str
    heads: tuple[Head, ...]


def rows(text: str) -> Iterator[Claim]:
    """The claims of each row, of several people if its columns are."""
    done = 0
    for start, end in gate_lines(text):
        if start < done or end - start > LINE:
            continue
        line = text[start:end]
        if cells := _named(line):
            yield from _claims(cells, text, start, end)
        elif columns := _columns(line):
            below = list(_below(text, end + 1, columns))
            for cells, first, last in below:
                yield from _claims(cells, text, first, last)
            done = below[-1][2] if below else end


def _named(line: str) -> Cells:
    """Of a row such as `Name = Jane Roe<tab>SSN = …`; [] for another line."""
    if "\t" not in line or " = " not in line:
        return []
    pairs = [cell.partition(" = ") for cell in line.split("\t")[:COLUMNS]]
    cells: Cells = [((head, heading(head)), value) for head, equals, value in pairs if equals]
    return cells if sum(field is not None for (_, field), _ in cells) > 1 else []


def _columns(line: str) -> Columns | None:
    """None for a line that is no line of heads."""
    if NUMBERS.search(line):
        return None
    bare = QUOTED.sub("", line)
    mark = next((mark for mark in MARKS if mark in bare), "")
    cut = _cut(bare, mark)
    # `1. NAME (Last, First)   2. SSN` has a comma in it.
    blanks = _cut(bare, "") if mark == "," and "  " in bare else None
    return blanks if blanks and not (cut and _names(cut) >= _names(blanks)) else cut


def _names(columns: Columns) -> int:
    return sum(field is not None and field.kind is Kind.NAME for _, field in columns.heads)


def _cut(bare: str, mark: str) -> Columns | None:
    heads = cells_of(bare, mark)
    # A row of a page begins with a mark.
    heads = heads[1:] if heads and not heads[0] else heads
    if len(heads) < 2 or any(len(head) > HEAD for head in heads):
        return None
    known = tuple((head, heading(head)) for head in heads)
    kinds = {field.kind for _, field in known if field}
    if len(kinds) < 2 or not kinds - NAMES:
        return None
    return Columns(mark=mark, heads=known)


def cells_of(line: str, mark: str) -> list[str]:
    """Of one line, at most `COLUMNS`; `mark` '' for two blanks or more."""
    if mark in ("", "|"):
        parts = BLANKS.split(line.strip()) if not mark else line.strip().strip("|").split("|")
        return [part.strip() for part in parts][:COLUMNS]
    try:
        row = next(csv.reader([line.strip(" \r")], delimiter=mark, skipinitialspace=True), [])
    except csv.Error:
        row = line.split(mark)
    return [cell.strip() for cell in row][:COLUMNS]


def _below(text: str, start: int, columns: Columns) -> Iterator[tuple[Cells, int, int]]:
    misses = 0
    while start < len(text) and misses < MISSES:
        end = line_end(text, start)
        line = text[start:end][:LINE]
        if named := _named(line) if columns.mark == "\t" else []:
            misses = 0
            yield named, start, end
            start = end + 1
            continue
        cells = cells_of(QUOTED.sub("", line), columns.mark)
        if len(cells) == len(columns.heads) + 1 and not cells[0]:
            cells = cells[1:]
        short = columns.mark in (";", ",") and len(columns.heads) // 2 < len(cells) < len(columns.heads)
        if short or len(cells) == len(columns.heads):
            misses = 0
            yield list(zip(columns.heads, cells, strict=False)), start, end
        elif line.strip(" \t\r-+|=:>"):
            misses += 1
        start = end + 1


def _claims(cells: Cells, text: str, start: int, end: int) -> Iterator[Claim]:
    """The row's own person first; what detectors find in the row beside the columns is that person's, but not
    in a cell of somebody else."""
    claims: dict[Role, Claim] = {}
    others: list[tuple[int, int]] = []
    for (_, field), value in cells:
        if field is not None and value:
            claim = claims.setdefault(field.role, Claim(reason=MentionReason.ROW, role=field.role))
            claim.put(field, value)
            at = text.find(value, others[-1][1] if others else start, end)
            if field.role is not Role.SUBJECT and at >= 0:
                others.append((at, at + len(value)))
                claim.spans.append(others[-1])
    if Role.SUBJECT in claims:
        claims[Role.SUBJECT].others += [
            (head, value) for (head, field), value in cells if not field and value
        ]
        edges = [start, *(edge for other in others for edge in other), end]
        claims[Role.SUBJECT].spans += zip(edges[::2], edges[1::2], strict=True)
    yield from claims.values()
