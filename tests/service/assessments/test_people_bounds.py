"""Every paper says the same of how many people there are, and no figure stands beside its contradiction."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.assessment import Depth
from leftopen.service.assessments import assess, assessments
from leftopen.service.assessments.summary import summary_line
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from tests.service.office import office
from tests.service.respond.incident import CASE, begun

LAST = ("Roe", "Poe", "Doe", "Loe", "Coe", "Moe", "Noe", "Soe", "Toe", "Voe", "Woe", "Yoe", "Zoe")
BORN = ("May", "June", "July", "March", "April", "August")


def _nir(at: int) -> str:
    body = f"2690549588{at:03}"
    return f"{body}{97 - int(body) % 97:02}"


def _told(workspace: Workspace, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The summary, and the facts of the response."""
    begun(workspace)
    started = assess.start(workspace, [folder], Depth.DEEP, by="maria", case=CASE)
    list(assess.run(workspace, started, 1, threading.Event()))
    line: dict[str, Any] = summary_line(workspace, assessments.get(workspace, started.assessment.id))
    return line, facts_by_id(examine(workspace, load(workspace, CASE)))


@pytest.mark.slow
def test_numbers_without_a_name_and_dates_in_another_spelling(tmp_path: Path) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    rows = (
        f"Jane {last};{BORN[at % len(BORN)]} {at}, 1980;+1 (202) 555-0142" for at, last in enumerate(LAST, 1)
    )
    (mails / "named.csv").write_text("\n".join(["Name;Date of birth;Phone", *rows, ""]))
    (mails / "ssn.txt").write_text("SSN\n" + "".join(f"891-23-{4500 + at}\n" for at in range(38)))
    (mails / "nir.txt").write_text("".join(f"NIR {_nir(at)}\n" for at in range(1, 46)))
    with office(tmp_path / "it") as workspace:
        line, facts = _told(workspace, mails)
    people = line["people"]
    distinct = {one["label"]: one["distinct"] for one in line["holds"]}
    assert (distinct["us_ssn"], distinct["fr_nir"], distinct["birth_date"]) == (38, 45, 13)
    # The most numbers of one kind; and all of them with the thirteen.
    assert (people["at_least"], people["at_most"]) == (45, 13 + 38 + 45)
    # Dates and telephones of the thirteen are not told a second time as nobody's.
    assert people["unlinked"] == {"us_ssn": 38, "fr_nir": 45}
    assert people["holds"]["birth_date"] == people["holds"]["phone"] == 13
    whole = facts["whose.people"]
    assert (whole.value, whole.lower, whole.upper) == (people["count"], people["at_least"], people["at_most"])
    assert {id for id in facts if id.startswith("whose.unlinked.")} == {
        "whose.unlinked.us_ssn", "whose.unlinked.fr_nir",
    }  # fmt: skip
    for label, count in people["holds"].items():
        fact, bounds = facts[f"whose.kind.{label}"], people["bounds"][label]
        assert (fact.value, fact.lower, fact.upper) == (count, bounds["at_least"], bounds["at_most"])
        assert bounds["at_least"] <= count <= bounds["at_most"] <= people["at_most"]


@pytest.mark.slow
def test_a_number_and_an_address_without_a_common_name_may_be_one_person(tmp_path: Path) -> None:
    """The sender has a first name only, and the form in the mail no address."""
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "a.eml").write_text(
        "From: ann <ann@unit.example>\nSubject: form\n\nFull Name: Ann Roe\nSSN: 891-23-4501\n\n"
    )
    with office(tmp_path / "it") as workspace:
        line, facts = _told(workspace, mails)
    assert (line["people"]["count"], line["people"]["at_least"], line["people"]["at_most"]) == (2, 1, 2)
    answer = facts["whose.people"].said
    assert (
        str(answer)
        == "Data of 2 people was found in what was read (at least 1: some may be the same person)."
    )


@pytest.mark.slow
def test_where_anything_was_not_read_there_is_no_upper_bound(tmp_path: Path) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "a.txt").write_text("Name: Jane Roe\nSSN: 891-23-4501\n")
    (mails / "b.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    with office(tmp_path / "it") as workspace:
        line, facts = _told(workspace, mails)
    assert (line["people"]["at_least"], line["people"]["at_most"]) == (1, None)
    assert facts["whose.people"].upper is facts["whose.kind.us_ssn"].upper is None
    assert "not read in full: there may be more people." in str(facts["whose.people"].said)
