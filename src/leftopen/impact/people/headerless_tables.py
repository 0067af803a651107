"""Tables without headings: what stands in each column, told by the columns themselves.

A row is a person's where a cell is a name and another one is wholly a number or an address that people are
known by, in the same columns over several rows. What has two columns of names tells nobody whose the numbers
are, and a place with its telephone number is no person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from leftopen.contents.find import Hit
from leftopen.formats.person_name import PersonName, read_name, read_parts
from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import line_end
from leftopen.impact.people.tables import LINE, MARKS, cells_of
from leftopen.model.people import MentionReason, Role

ROWS = 2
"""A single line is no table."""
SHARE = 0.8
"""Of the rows, that a column must hold the same in."""
TOGETHER = 500
"""Rows whose columns are looked at together."""
MISSES = 2
"""Lines between two rows that name no number: more begin another table."""
EDGES = frozenset('\n\r "').union(MARKS)
MAIL = "email_address"
PART = re.compile(r"[^\W\d_][^\W\d_'’.-]{0,30}(?:[-'’ ][^\W\d_]{1,30}){0,2}\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`held`: the columns that are wholly one of the numbers or addresses, with its label."""

    mark: str
    start: int
    end: int
    cells: list[str]
    held: dict[int, str]


def bare_rows(
    text: str, hits: Sequence[Hit], identifies: Callable[[str], bool], taken: Callable[[int], bool]
) -> Iterator[Claim]:
    """`hits` in their order; `identifies`: does this label tell a person from others, or is it an address?
    `taken`: does the line that begins there belong to a table with headings?"""
    for rows in _tables(text, _rows(text, [hit for hit in hits if identifies(hit.detector)], taken)):
        yield from _people(rows)


def _rows(text: str, hits: Iterable[Hit], taken: Callable[[int], bool]) -> Iterator[Row]:
    """The lines with such a cell."""
    wholly = (hit for hit in hits if _is_cell(text, hit.start, hit.end))
    for start, inside in groupby(wholly, key=lambda hit: text.rfind("\n", 0, hit.start) + 1):
        end = line_end(text, start)
        if end - start > LINE or taken(start):
            continue
        line = text[start:end].strip("\r")
        mark = next((mark for mark in MARKS if mark in line), "")
        cells = cells_of(line, mark) if mark else []
        held: dict[int, str] = {}
        for hit in inside:
            if hit.value in cells:
                held.setdefault(cells.index(hit.value), hit.detector)
        if held and len(cells) > 1:
            yield Row(mark=mark, start=start, end=end, cells=cells, held=held)


def _is_cell(text: str, start: int, end: int) -> bool:
    """It may be: nothing stands right beside it but what parts cells."""
    return (start == 0 or text[start - 1] in EDGES) and (end == len(text) or text[end] in EDGES)


def _tables(text: str, rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows that follow one another, cut by the same mark."""
    table: list[Row] = []
    for row in rows:
        if table and (
            len(table) >= TOGETHER
            or row.mark != table[-1].mark
            or text.count("\n", table[-1].end, row.start) > MISSES + 1
        ):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _people(rows: list[Row]) -> Iterator[Claim]:
    if len(rows) < ROWS or not (named := _name_columns(rows)):
        return
    columns = _columns(rows)
    for row in rows:
        name = _name(row, named)
        held = {at: label for at, label in row.held.items() if columns.get(at) == label}
        if name is None or not held or not _of_person(row, held, name):
            continue
        yield Claim(
            reason=MentionReason.BARE_ROW,
            role=Role.SUBJECT,
            values=[(label, row.cells[at]) for at, label in held.items()],
            spans=[(row.start, row.end)],
            given=name,
        )


def _columns(rows: Sequence[Row]) -> dict[int, str]:
    """The label that a column holds, where nearly every cell with a number in it agrees and nearly every
    number of that label stands in it."""
    by_column: dict[int, Counter[str]] = {}
    by_label: Counter[str] = Counter()
    for row in rows:
        for at, label in row.held.items():
            by_column.setdefault(at, Counter())[label] += 1
            by_label[label] += 1
    found = {at: labels.most_common(1)[0] for at, labels in by_column.items()}
    return {
        at: label
        for at, (label, count) in found.items()
        if count >= ROWS and count >= SHARE * max(by_label[label], by_column[at].total())
    }


def _name_columns(rows: Sequence[Row]) -> tuple[int, ...]:
    """The column of whole names, or the two that hold their parts; () if that is not certain."""
    whole = [at for at in range(_width(rows)) if _share(rows, (at,)) >= SHARE]
    if len(whole) == 1:
        return (whole[0],)
    if whole:
        return ()
    pairs = [(at, at + 1) for at in range(_width(rows) - 1) if _share(rows, (at, at + 1)) >= SHARE]
    return pairs[0] if pairs else ()


def _width(rows: Sequence[Row]) -> int:
    return max(len(row.cells) for row in rows)


def _share(rows: Sequence[Row], columns: tuple[int, ...]) -> float:
    """Of the rows with a name there; 0 where most are the same ones, as clerks, places and firms are."""
    names = [name for row in rows if (name := _name(row, columns)) is not None]
    distinct = len({name.full for name in names})
    return len(names) / len(rows) if distinct > 1 and 3 * distinct >= len(names) else 0


def _name(row: Row, columns: tuple[int, ...]) -> PersonName | None:
    if columns[-1] >= len(row.cells):
        return None
    cells = [row.cells[at] for at in columns]
    if len(cells) == 1:
        return read_name(cells[0])
    if not all(cell[:1].isupper() and PART.fullmatch(cell) for cell in cells):
        return None
    return read_parts(cells[0], "", cells[1])


def _of_person(row: Row, held: dict[int, str], name: PersonName) -> bool:
    """An address alone must bear the name: a place has a name and an address too."""
    if set(held.values()) - {MAIL}:
        return True
    local = (row.cells[at].partition("@")[0].lower() for at in held)
    return any(name.last in "".join(filter(str.isalpha, one)) for one in local)
