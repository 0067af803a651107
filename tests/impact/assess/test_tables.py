"""Tables as text: a value that only its heading tells apart is found, in a small file and in a large one."""

from __future__ import annotations

from pathlib import Path

from leftopen.impact.assess.inventory import PLAIN, inventory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, UnitKind

HEADINGS = "Surname;Passport No.;Date of birth;CAGE code\n"
ROW = "Roe;X12345678;1980-02-03;1ABC5\n"
EMPTY = "Roe-Miller;has none that we know of;was not asked for it;none\n"
LABELS = {"us_passport", "birth_date", "cage_code"}


def places(reader: UnitReader, file: Path) -> dict[str, set[str]]:
    """The labels at each place."""
    found = inventory([file])
    sources = dict(enumerate(found.files))
    results = [reader.read(unit, sources, Depth.DEEP, set()) for unit in found.units]
    return {one.place: {value.label for value in one.values} for result in results for one in result.found}


def test_the_heading_tells_what_a_value_is(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(HEADINGS + ROW)
    [labels] = places(reader, file).values()
    assert labels >= LABELS


def test_each_piece_of_a_large_table_has_the_headings(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(HEADINGS + EMPTY * (PLAIN // len(EMPTY) + 1) + ROW)
    assert {unit.kind for unit in inventory([file]).units} == {UnitKind.RAW, UnitKind.DIGEST}
    [(place, labels)] = places(reader, file).items()
    assert int(place.rpartition(":")[2]) > 0
    assert labels >= LABELS
