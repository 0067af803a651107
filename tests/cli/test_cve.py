"""`leftopen cve`, for a person, for a program, and with wrong files."""

from __future__ import annotations

import gzip

import pytest

from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.formats.cve_list_files import EPSS, KEV


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(root=tmp_path_factory.mktemp("cve"), settings={})
    (made.root / "epss_scores-current.csv.gz").write_bytes(gzip.compress(EPSS.encode()))
    (made.root / "kev.json").write_text(KEV)
    (made.root / "cut.csv.gz").write_bytes(gzip.compress(EPSS.encode() * 100)[:-30])
    (made.root / "two.csv.gz").write_bytes(
        gzip.compress(EPSS.encode()) + gzip.compress(b"CVE-2020-1,0.1,0.1")
    )
    (made.root / "notes.txt").write_text("nothing")
    return made


def test_lists_go_in_are_shown_and_taken_out(folder: Folder) -> None:
    answer = ran(
        folder,
        "cve",
        "import",
        *(str(folder.root / one) for one in ("epss_scores-current.csv.gz", "kev.json")),
    )
    assert answer.code == 0, answer.err
    assert answer.out.splitlines() == [
        "EPSS (FIRST), 2026-11-27: 3 CVEs, 2 bad rows",
        "KEV (CISA), 2026-11-20: 2 CVEs, 1 bad row",
    ]
    again = ran(folder, "cve", "import", str(folder.root / "kev.json"), "--json")
    assert [(line["name"], line["rows"], line["bad"]) for line in again.lines] == [("kev", 2, 1)]
    assert [line["name"] for line in ran(folder, "cve", "list", "--json").lines] == ["epss", "kev"]
    [found] = ran(folder, "cve", "show", "cve-2014-0160", "--json").lines
    assert (found["epss"], found["kev_added"], found["ransomware"]) == (0.5, "2022-05-04", True)
    person = " ".join(ran(folder, "cve", "show", "CVE-2023-44487").out.split())
    assert "0.0 % within 30 days" in person
    assert "not on CISA's list" in person
    assert ran(folder, "cve", "remove", "epss").code == 0
    [found] = ran(folder, "cve", "show", "CVE-2014-0160", "--json").lines
    assert found["epss"] is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("import", "notes.txt"), "neither EPSS scores (CSV) nor CISA's KEV catalogue (JSON)"),
        (("import", "cut.csv.gz"), "the gzip data is incomplete"),
        (("import", "two.csv.gz"), "there is more behind the gzip data"),
        (("import", "missing.csv"), "cannot read the file"),
        (("show", "CVE-1999-9999"), "is on no list"),
        (("remove", "other"), "unknown list 'other'"),
    ],
)
def test_what_is_wrong_is_one_clear_line(folder: Folder, words: tuple[str, str], why: str) -> None:
    verb, name = words
    given = str(folder.root / name) if verb == "import" else name
    answer = ran(folder, "cve", verb, given)
    assert answer.code != 0
    assert why in answer.err
    assert len(answer.err.strip().splitlines()) == 1
