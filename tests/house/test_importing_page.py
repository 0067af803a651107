"""docs/reference/importing.md says what the readers say of themselves."""

from __future__ import annotations

from pathlib import Path

from leftopen import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "importing.md"


def test_the_table_of_formats_is_that_of_the_readers() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    answer = [f"| `{name}` | {one.title} | {one.gives} |" for name, one in catalogue.import_readers().items()]
    assert rows == answer
