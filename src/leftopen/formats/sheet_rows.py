"""The rows of a sheet as lines, cell by cell in the order of the file, whatever the file's format.

Cells are never placed in a grid, because two cells can span 17 billion. Source: ECMA-376 part 1, 18.8.30
(number formats), 18.17.4 (dates).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

TEXT_LIMIT = 4 * 1024 * 1024
"""One string can be in every cell: the sheets together give at most this much text."""
CELL_LIMIT = 32_767
HEAD_LIMIT = 60
COLUMNS = 200
# Formats that need no definition: dates in every language.
DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
UNSAID = re.compile(r'"[^"]{0,255}"|\[[^\]]{0,255}\]|\\.')
DIGIT = re.compile(r"\d")
VALUE = re.compile(r"@|(?:\d[ ./-]?){6}|(?=[A-Za-z_/+=-]{0,40}\d)[A-Za-z0-9_/+=-]{16}")
"""In a cell that is no head of a column: an address, a number such as people have, kept as text, or a key."""
DAY_OR_YEAR = re.compile(r"[dy]", re.IGNORECASE)
EPOCH = datetime.date(1899, 12, 30)
LAST_DAY = 2_958_465
FIRST_OF_1904 = 1_462


class TooMuchText(ValueError):
    """The sheets hold more than is kept of them."""


@dataclass(slots=True, kw_only=True)
class Room:
    """Characters that the sheets of one file may still give."""

    left: int = TEXT_LIMIT


class SheetRows:
    """One sheet while it is read: `put` its cells, `flush` after each row. Not a record."""

    def __init__(self, room: Room) -> None:
        self.lines: list[str] = []
        self._room = room
        self._heads: dict[int, str] | None = None
        self._cells: dict[int, str] = {}
        self._all_words = True
        self._titled = True

    def put(self, column: int, value: str, word: bool) -> None:
        """`word`: a text, which may be the head of its column, or nothing."""
        self._all_words = self._all_words and word
        if value:
            self._cells[column] = value

    def flush(self) -> None:
        """Ends the row. The first that is not empty gives the heads, if it holds only words; if that is one
        cell, it may be a title, and the first row of several cells gives them. Raises TooMuchText."""
        cells, words = self._cells, self._all_words
        self._cells, self._all_words = {}, True
        if not cells:
            return
        heads = self._heads
        fit = words and all(len(cell) <= HEAD_LIMIT and not VALUE.search(cell) for cell in cells.values())
        if heads is None:
            self._heads = _heads(cells) if fit else {}
        elif self._titled and len(cells) > 1 and fit and not any(map(DIGIT.search, cells.values())):
            heads, self._heads = None, _heads(cells)
        self._titled = self._titled and len(cells) == 1
        # Checked before joining: one string in every cell of a row may be gigabytes.
        named = heads or {}
        self._room.left -= sum(map(len, cells.values())) + 4 * len(cells)
        self._room.left -= sum([len(named.get(at, "")) for at in cells]) if named else 0
        if self._room.left < 0:
            raise TooMuchText("too much text")
        if named:
            labelled = [f"{named[at]} = {cell}" if at in named else cell for at, cell in cells.items()]
        self.lines.append("\t".join(labelled if named else _in_columns(cells)))


def _in_columns(cells: Mapping[int, str]) -> list[str]:
    """Without heads the place of a cell alone tells what it is: empty ones between others stay, up to a
    bound."""
    first, last = min(cells), max(cells)
    if last - first >= COLUMNS:
        return list(cells.values())
    return [cells.get(at, "") for at in range(first, last + 1)]


def _heads(cells: Mapping[int, str]) -> dict[int, str]:
    return {column: " ".join(cell.split()) for column, cell in cells.items()}


def is_date_format(number: int, code: str | None) -> bool:
    """Does a number format show a date? `code`: its own definition, None where it has none."""
    if code is not None:
        return DAY_OR_YEAR.search(UNSAID.sub("", code)) is not None
    return number in DATE_FORMATS


def shown_number(value: str, dated: bool, from_1904: bool) -> str:
    """`8.91234567E8` as a plain number, a date as `1980-02-03`; anything else unchanged."""
    if not dated and value.isdigit():
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if dated and 1 <= number <= LAST_DAY - FIRST_OF_1904:
        return (EPOCH + datetime.timedelta(days=int(number) + FIRST_OF_1904 * from_1904)).isoformat()
    return str(int(number)) if number.is_integer() and abs(number) < 10**17 else value
