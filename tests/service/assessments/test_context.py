"""What stands around a hit is masked by the headings of its table too, however far above they stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leftopen.catalogue import detectors, readers
from leftopen.contents import Contents
from leftopen.service.assessments.context import WIDE, _around

ROW = "Jane Roe;a room that has no number;{number};C01X00T47;{ssn};x\n"
ROWS = 4 * WIDE // len(ROW)


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    built = Contents.build(detectors(), readers(), b"k" * 32)
    yield built
    built.close()


@pytest.mark.parametrize("heads", ["Name;Room;Date of birth;Passport No.;SSN;Note\n", "Some words\n"])
def test_a_row_far_below_its_headings(contents: Contents, heads: str) -> None:
    rows = [ROW.format(number=f"{1930 + at % 70}-02-03", ssn=f"891-23-{1000 + at}") for at in range(ROWS)]
    text = heads + "".join(rows)
    start = text.index(f"891-23-{1000 + ROWS // 2}")
    shown = _around(contents, text, start, start + 11, "***-**-**" + text[start + 9 : start + 11])
    around = shown.before + shown.after
    assert "Jane Roe;a room that has no number;" in around
    assert ("C01X00T47" in around) == ("Name" not in heads)
    assert ("-02-03" in around) == ("Name" not in heads)
    assert "891" not in around
    assert "Room;" not in around
