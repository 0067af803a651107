"""Finds what only the heading of its column tells: in a table that is text, each cell below such a heading is
searched as `heading = value`, as the readers of tables write it.

A text may be such a table, or end with one: a mail, the answer of a server, a line of a log. So may it be
a dump in SQL (`sql_rows.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leftopen.formats.sql_rows import sql_rows

if TYPE_CHECKING:
    from leftopen.contents.find import Finder, Hit

MARKS = (",", ";", "\t", "|")
APART = re.compile(r"\S {3,}\S|\S {2,}\S[^\n]*\S {2,}\S")
BLANKS = re.compile(r" {2,}")
HEAD = 60
COLUMNS = 200
LINE = 8_192
PIECE = 64 * 1024
"""Characters that are searched together."""
MISSES = 2
"""Lines that are no rows: so many one after another end a table."""
# A long number, a date, or nothing else in a cell.
NO_HEAD = re.compile(r"@|\d{5}|\d[.:/-]\d|(?<![^\n,;\t|\"])[ \"]*\d+[ \"]*(?:[,;\t|\r\n]|\Z)")
# Any heading that a detector asks for makes it a candidate for one of these.
ASKED = " = 4111111111111111\n = 891234567 1234567890"
Span = tuple[int, int]
Piece = tuple[str, list[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """`mark` parts the cells, '' for two blanks or more. `named`: the columns whose heading tells something,
    of `count` in all."""

    mark: str
    count: int
    named: dict[int, str]


def in_columns(
    finder: Finder, text: str, names: Iterable[str], places: Sequence[int] | None = None
) -> list[Hit]:
    """What these detectors find only by the headings, where it stands in the text. `places`: where the words
    of headings end, in order, so that no other line is judged; None where they are not known."""
    wanted = tuple(names)
    if not wanted:
        return []
    return [hit for column_hits, cells in _pieces(finder, text, frozenset(wanted), places) for hit in
            _placed(finder.find(column_hits, wanted), cells)]  # fmt: skip


def in_cells(text: str, places: Iterable[int]) -> Iterator[int]:
    """Those of the places, in order, whose line is one of headings rather than of a sentence."""
    end, column_hits = -1, False
    for place in places:
        # A long line may have thousands of them.
        if place - 1 > end:
            at = max(0, place - 1)
            start, end = text.rfind("\n", 0, at) + 1, _end(text, at)
            column_hits = end - start <= LINE and _parts_cells(text[start:end])
        if column_hits:
            yield place


def _parts_cells(line: str) -> bool:
    return (
        any(mark in line for mark in ("\t", "|", ";"))
        or ("," in line and ", " not in line)
        or ("  " in line and APART.search(line) is not None)
    )


def heading_above(finder: Finder, text: str, place: int) -> str:
    """The line of headings of the table that a place stands in; '' where it is in none."""
    names = frozenset(finder.candidates(text))
    at, head = 0, ""
    for start, heads, cells in _rows(finder, text, names) if names else ():
        if start > place:
            break
        if not cells:
            head = text[start : _end(text, start)] if heads else ""
        at = start
    return head if head and at <= place and text.count("\n", at, place) <= MISSES else ""


def _pieces(
    finder: Finder, text: str, names: frozenset[str], places: Sequence[int] | None = None
) -> Iterator[Piece]:
    """The cells as lines `heading = value`, with (place in the piece, start, end) of each value."""
    column_hits: list[str] = []
    cells: list[tuple[int, int, int]] = []
    size = 0
    for named, spans in _all_rows(finder, text, names, places):
        for column, head in named.items():
            if column < len(spans):
                start, end = spans[column]
                cells.append((size + len(head) + 3, start, end))
                column_hits.append(f"{head} = {text[start:end]}\n")
                size += len(column_hits[-1])
        if size > PIECE:
            yield "".join(column_hits), cells
            column_hits, cells, size = [], [], 0
    if column_hits:
        yield "".join(column_hits), cells


def _all_rows(
    finder: Finder, text: str, names: frozenset[str], places: Sequence[int] | None
) -> Iterator[tuple[dict[int, str], list[Span]]]:
    """The headings that tell something, and the cells, of each row of a table or of a dump in SQL."""
    if "\n" in text:
        rows = _rows(finder, text, names, places)
        yield from ((heads.named, spans) for _, heads, spans in rows if heads and spans)
    known: dict[tuple[str, ...], dict[int, str]] = {}
    # Of what is only counted, no text without the word is searched for rows.
    for columns, spans in sql_rows(text) if places is None or "INTO" in text or "into" in text else ():
        if columns not in known:
            known[columns] = _telling(finder, columns, names)
        yield known[columns], spans


def _placed(hits: Iterable[Hit], cells: list[tuple[int, int, int]]) -> Iterator[Hit]:
    """Those that are inside of a value."""
    at = 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        while at + 1 < len(cells) and cells[at + 1][0] <= hit.start:
            at += 1
        place, start, end = cells[at]
        if place <= hit.start and hit.end <= place + end - start:
            yield replace(hit, start=hit.start - place + start, end=hit.end - place + start)


def _rows(
    finder: Finder, text: str, names: frozenset[str], places: Sequence[int] | None = None
) -> Iterator[tuple[int, Heads | None, list[Span]]]:
    """(Start, headings, cells) of each row; a line of headings has no cells, and without headings a table
    ends there."""
    heads: Heads | None = None
    misses = start = 0
    while start < len(text):
        if places is not None and heads is None:
            # No line before the next such word has a heading.
            at = bisect_left(places, start)
            if at >= len(places):
                return
            start = max(start, text.rfind("\n", start, places[at]) + 1)
        end = _end(text, start)
        cells = _cells(text, start, end, heads.mark) if heads else []
        if heads and heads.count // 2 < len(cells) <= heads.count and len(cells) > 1:
            misses = 0
            yield start, heads, cells
        elif (found := _heads(finder, text, start, end, names, places is None)) is not None:
            heads, misses = found, 0
            yield start, heads, []
        elif heads:
            misses += text[start:end].strip(" \t\r-+|=:>") != ""
            if misses >= MISSES:
                heads = None
                yield start, None, []
        start = end + 1


def _end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _heads(
    finder: Finder, text: str, start: int, end: int, names: frozenset[str], any_comma: bool
) -> Heads | None:
    """None for a line without a heading that one of the detectors asks for. `any_comma`: also one with a
    blank behind it, as words are parted in a sentence."""
    if end - start > LINE or NO_HEAD.search(text, start, end) is not None:
        return None
    counts = {mark: text.count(mark, start, end) for mark in MARKS}
    most = max(counts, key=lambda mark: counts[mark])
    mark = most if counts[most] else ""
    if mark == "," and not any_comma and text.find(", ", start, end) >= 0:
        return None
    spans = _cells(text, start, end, mark)
    heads = [" ".join(text[first:last].split()) for first, last in spans]
    if sum(map(bool, heads)) < 2 or any(len(head) > HEAD for head in heads):
        return None
    named = _telling(finder, heads, names)
    return Heads(mark=mark, count=len(heads), named=named) if named else None


def _telling(finder: Finder, heads: Sequence[str], names: frozenset[str]) -> dict[int, str]:
    """Those that one of the detectors asks for."""
    if names.isdisjoint(finder.candidates("\n".join(f"{head}{ASKED}" for head in heads))):
        return {}
    always = names.intersection(finder.candidates(ASKED))
    asking = names - always
    return {
        at: head
        for at, head in enumerate(heads)
        if head
        and (not asking.isdisjoint(finder.candidates(f"{head}{ASKED}")) or finder.find(head + ASKED, always))
    }


def _cells(text: str, start: int, end: int, mark: str) -> list[Span]:
    """Where each cell of a line stands, without the blanks and quotation marks around it."""
    spans, first = list[Span](), start
    for last, after in _parts(text, start, min(end, start + LINE), mark):
        spans.append(_bare(text, first, last))
        first = after
        if len(spans) >= COLUMNS:
            return spans
    return [*spans, _bare(text, first, end)]


def _parts(text: str, start: int, end: int, mark: str) -> Iterator[Span]:
    """Where the marks stand that part cells: not those in quotation marks."""
    if not mark:
        yield from (found.span() for found in BLANKS.finditer(text, start, end))
        return
    quoted = text.count('"', start, end) % 2 == 0 and '"' in text[start:end]
    at, inside = start, False
    while (found := text.find(mark, at, end)) >= 0:
        if quoted:
            inside ^= text.count('"', at, found) % 2 == 1
        if not inside:
            yield found, found + 1
        at = found + 1


def _bare(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in ' \t\r"':
        start += 1
    while end > start and text[end - 1] in ' \t\r"':
        end -= 1
    return start, end
