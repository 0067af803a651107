"""A text as a cell of a spreadsheet that no program takes for a formula.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula or a
command, and what stands in a cell may be a server's own words. Such a cell is led by an apostrophe, as is one
that begins with an apostrophe; to get the text back, take away one leading apostrophe. What does not print is
shown by its code; the characters as they were stand in the JSON.
"""

from __future__ import annotations

from leftopen.present.printable import printable

LEAD = "'"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", LEAD)
LONGEST = 2000

_NARROW = str.maketrans("＝＋－＠", "=+-@")


def csv_cell(text: str) -> str:
    """At most 2,000 characters of it. A wide sign that begins no formula here would begin one where it is
    read as the narrow one."""
    first = text[:1].translate(_NARROW)
    shown = printable(text, LONGEST)
    return f"{LEAD}{shown}" if first in FORMULA and text else shown
