from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leftopen.exports.cases_csv import COLUMNS, writer
from leftopen.model.writer import CaseRule
from leftopen.present.csv_cell import FORMULA, LEAD
from leftopen.present.json_lines import case_line
from tests.exports.a_dossier import CASE

RULE = CaseRule(id="mailbox_web_open", title="Web mailbox readable", remedy="set a password")


def rows(product: str = "Sendria", owner: str = "Example University") -> list[list[str]]:
    written = writer.write([{**case_line(replace(CASE, product=product)), "owner": owner}], [RULE])
    return list(csv.reader(io.StringIO(written.decode(), newline="")))


def test_a_case_is_one_row_under_its_names() -> None:
    head, row = rows()
    answer = dict(zip(head, row, strict=True))
    assert head == [*COLUMNS, "title"]
    assert (answer["id"], answer["severity"], answer["state"]) == (CASE.id, "critical", "closed")
    assert answer["endpoint"] == "192.0.2.7:8080"
    assert (answer["owner"], answer["title"]) == ("Example University", "Web mailbox readable")
    assert answer["holds"] == "us_ssn 7, sf86 1"
    assert answer["until"] == ""


def test_no_case_is_the_names_alone() -> None:
    assert writer.write([], []).decode().splitlines()[0].startswith('"id","severity"')


@given(st.text(min_size=1))
def test_what_a_server_or_a_person_chose_is_no_formula(text: str) -> None:
    _, row = rows(text, text)
    assert all(cell.startswith(LEAD) or not cell.startswith(FORMULA) for cell in row)
