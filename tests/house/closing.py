"""The table of docs/watch/closing.md, from the tests of false closures. `python -m tests.house.closing` writes it
into the page."""

from __future__ import annotations

from pathlib import Path

from tests.service.false_close.rows import table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "watch" / "closing.md"
BEGIN, END = "<!-- cases -->\n", "<!-- end of cases -->\n"


def page(text: str) -> str:
    """The text of the page with the present table."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
