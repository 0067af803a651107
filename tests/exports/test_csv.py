"""A table that a spreadsheet can open without being told what to do."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.exports.csv import MOST_ROWS, writer
from leftopen.present.csv_cell import LEAD
from leftopen.present.printable import printable
from tests.exports.a_dossier import case_report

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    "＝1+1",
    "|x",
    "%x",
)


def rows(**changes: Any) -> dict[str, str]:
    text = writer.write(case_report(**changes)).decode("utf-8")
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert found[0] == ["place", "value"]
    assert all(len(row) == 2 for row in found)
    return dict(found[1:])


def back(cell: str) -> str:
    return cell.removeprefix(LEAD)


def test_every_fact_of_the_dossier_is_a_row() -> None:
    found = rows()
    assert found["case.holds.us_ssn"] == "7"
    assert found["case.endpoint"] == "192.0.2.7:8080"
    assert found["title"] == case_report()["title"]
    assert writer.suffix == ".csv"


@pytest.mark.hostile("H16")
@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_obey_is_led_by_an_apostrophe(text: str) -> None:
    cell = rows(title=text)["title"]
    assert cell[0] == LEAD
    assert back(cell) == printable(text)


@pytest.mark.hostile("H16")
@pytest.mark.parametrize("text", FORMULAS)
def test_a_name_that_a_server_chose_is_led_by_one_too(text: str) -> None:
    finding = case_report()["finding"] | {text: text}
    assert printable(f"finding.{text}") in rows(finding=finding)
    assert LEAD + printable(text) in rows(**{text: "x"})


@pytest.mark.hostile("H16")
@given(text=st.text(max_size=60))
def test_any_text_begins_no_formula_and_comes_back(text: str) -> None:
    cell = rows(title=text)["title"]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert back(cell) == printable(text)


def test_a_number_below_nothing_is_text_as_well() -> None:
    assert rows(window={"open_for": -3})["window.open_for"] == "'-3"


def test_a_dossier_without_end_is_cut_and_says_so() -> None:
    found = rows(timeline=[{"at": number} for number in range(MOST_ROWS)])
    assert "more than" in found["…"]
    assert len(found) == MOST_ROWS + 1
