"""Which first row of a sheet gives the heads of its columns."""

from __future__ import annotations

from leftopen.formats.sheet_rows import Room, SheetRows


def _lines(*rows: tuple[str, ...]) -> list[str]:
    sheet = SheetRows(Room())
    for cells in rows:
        for column, cell in enumerate(cells):
            sheet.put(column, cell, True)
        sheet.flush()
    return sheet.lines


def test_a_row_of_values_kept_as_text_gives_no_heads() -> None:
    rows = ("Jane", "Roe", "219-46-2332"), ("John", "Doe", "219-47-2369")
    assert _lines(*rows) == ["\t".join(row) for row in rows]
    assert _lines(("Roe, Jane", "jane@x.example"), ("A", "B"))[1] == "A\tB"


def test_heads_may_have_short_numbers() -> None:
    assert _lines(("Name", "SSN (last 4)", "Form 1040, 2023"), ("Roe", "2332", "sent")) == [
        "Name\tSSN (last 4)\tForm 1040, 2023",
        "Name = Roe\tSSN (last 4) = 2332\tForm 1040, 2023 = sent",
    ]
