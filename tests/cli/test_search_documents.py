"""`leftopen search --in documents`, after an assessment of a small store."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cli.program import all_ran
from tests.durability.runs import Folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    for year in (2019, 2020):
        made = EmailMessage()
        made["From"], made["To"] = "jane.roe@s6.example.mil", "john.doe@example.org"
        made["Date"], made["Subject"] = f"Tue, 01 Jan {year} 10:00:00 +0000", "list"
        made.set_content("see the attachment")
        made.add_attachment(f"SSN: 891-23-{year}\n".encode(), "text", "plain", filename="a.txt")
        (folder / f"{year}.eml").write_bytes(made.as_bytes())
    return folder


def test_attachments_are_found_by_year_and_unit_of_their_mail(tmp_path: Path, store: Path) -> None:
    folder = Folder(root=tmp_path / "data", settings={})
    _, found, table, facets, other, by_id = all_ran(
        folder,
        [
            ["assess", str(store), "--workers", "1"],
            ["search", "--in", "documents", "holds:us_ssn year:2019 unit:S6 kind:text", "--json"],
            ["search", "--in", "documents", '"**20"'],
            ["search", "--in", "documents", "holds:us_ssn", "--facets", "year,unit:1", "--limit=1", "--json"],
            ["search", "--in", "documents", "kind:pdf"],
            ["search", "--in", "documents", "*", "--assessment", "nosuch"],
        ],
    )  # fmt: skip
    document, summary = found.lines
    assert (document["place"], document["year"], document["kind"]) == ("0/0", 2019, "text")
    assert document["units"] == ["s6.example.mil", "example.org"]
    assert (document["holds"], document["examples"]) == ({"us_ssn": 1}, ["***-**-**19"])
    assert document["path"].endswith("2019.eml")
    assert (summary["documents"], summary["complete"]) == (1, True)
    assert "us_ssn" in table.out
    assert "***-**-**20" in table.out
    first, counted = facets.lines
    assert (first["type"], counted["documents"]) == ("document", 2)
    assert counted["facets"]["year"] == [{"value": "2019", "count": 1}, {"value": "2020", "count": 1}]
    assert counted["facets"]["unit"] == [{"value": "example.org", "count": 2}]
    assert "no documents" in other.err
    assert by_id.code == 1
    shown = "".join(one.out for one in (found, table, facets))
    assert "891-23" not in shown
    assert "jane" not in shown


def test_what_is_unknown_is_refused_with_the_nearest(tmp_path: Path, store: Path) -> None:
    folder = Folder(root=tmp_path / "data", settings={})
    _, label, part, kind, field, facet, limit = all_ran(
        folder,
        [
            ["assess", str(store), "--workers", "1", "--triage"],
            ["search", "--in", "documents", "holds:us_snn"],
            ["search", "--in", "documents", "holds:SSN"],
            ["search", "--in", "documents", "kind:pdff"],
            ["search", "--in", "documents", "yaer:2019"],
            ["search", "--in", "documents", "*", "--facets", "yeer"],
            ["search", "--in", "nowhere", "*"],
        ],
    )
    assert "there is no us_snn; did you mean us_ssn?" in label.err
    assert "there is no ssn; did you mean us_ssn?" in part.err
    assert "there is no pdff; did you mean pdf?" in kind.err
    assert "did you mean year:" in field.err
    assert "did you mean year?" in facet.err
    assert {one.code for one in (label, kind, field, facet)} == {label.code} != {0}
    assert limit.code == 2
