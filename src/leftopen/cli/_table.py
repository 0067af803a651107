"""How a table is laid out: what fits, what is cut, and what has no room. Pure but for `draw`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

Rows = Sequence[Sequence[str]]
WHOLE = frozenset(
    ["case", "id", "where", "target", "state", "severity", "port", "ip", "ip_str", "last look (UTC)"]
)
# Typed from there too, where the terminal is as wide as terminals are.
WHOLE_IF_ROOM = WHOLE | {"check"}
ROOM = 80
PIPE_WIDTH = 1000
LEAST = 8
"""Characters of a cell that say something when it is cut."""


def terminal_width() -> int:
    """Of the terminal, or as the variable COLUMNS says."""
    from rich.console import Console

    return Console().width


def with_room(
    titles: Sequence[str], cells: Rows, shown: Sequence[int], width: int
) -> tuple[list[int], list[str]]:
    """The columns without the last ones, as many as have no room, and the titles of those; what is never cut
    stays."""
    whole = _never_cut(width)
    widths = {at: max(len(row[at]) for row in [titles, *cells]) for at in shown}
    needed = {
        at: wide if titles[at] in whole else min(wide, max(len(titles[at]), LEAST))
        for at, wide in widths.items()
    }
    left = list(shown)
    for at in reversed(shown):
        if sum(needed[one] + 2 for one in left) - 2 <= width:
            break
        if titles[at] not in whole:
            left.remove(at)
    return left, [titles[at] for at in shown if at not in left]


def draw(titles: Sequence[str], cells: Rows, shown: Sequence[int], width: int, *, cut: bool) -> None:
    """Prints it. `cut`: a row is one line."""
    from rich.console import Console
    from rich.table import Table

    whole = _never_cut(width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (titles[index] for index in shown):
        table.add_column(title, overflow="fold", no_wrap=title in whole, min_width=len(title))
    for row in cells:
        table.add_row(*(_cell(row[index], cut and titles[index] not in whole) for index in shown))
    Console(soft_wrap=False, width=width).print(table)


def _never_cut(width: int) -> frozenset[str]:
    return WHOLE_IF_ROOM if width >= ROOM else WHOLE


def as_lines(rows: Rows, shown: Sequence[int]) -> list[str]:
    """The lines of a table without the width of a terminal; none where a row is too long for a line."""
    from rich.cells import cell_len

    columns = [[row[index] for row in rows] for index in shown]
    sizes = [[len(text) if text.isascii() else cell_len(text) for text in column] for column in columns]
    widths = [max(column) for column in sizes]
    if sum(widths) + 2 * len(widths) > PIPE_WIDTH or any("\n" in text for row in rows for text in row):
        return []
    padded = [
        [text + " " * (width - size) for text, size in zip(column, lengths, strict=True)]
        for column, lengths, width in zip(columns, sizes, widths, strict=True)
    ]
    return ["  ".join(row) for row in zip(*padded, strict=True)]


def _cell(text: str, cut: bool) -> Text:
    from rich.text import Text

    return Text(text.replace("\n", " "), no_wrap=True, overflow="ellipsis") if cut else Text(text)
