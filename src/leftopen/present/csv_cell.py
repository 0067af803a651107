"""Writes a text as a spreadsheet cell that no program takes for a formula.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula or a
command, and a cell may hold a server's own text. Such a cell gets a leading apostrophe, as does one that
begins with an apostrophe; to restore the text, remove one leading apostrophe. Unprintable characters are
shown by their codes; the JSON has the original characters.
"""

from __future__ import annotations

from leftopen.present.printable import printable

LEAD = "'"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", LEAD)
LONGEST = 2000

_NARROW = str.maketrans("＝＋－＠", "=+-@")


def csv_cell(text: str) -> str:
    """At most 2,000 characters. A full-width sign that begins no formula here would begin one where it is
    read as the narrow one."""
    first = text[:1].translate(_NARROW)
    shown = printable(text, LONGEST)
    return f"{LEAD}{shown}" if first in FORMULA and text else shown
