"""`leftopen places`, for a person, for a program, and with wrong files."""

from __future__ import annotations

import pytest

from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.places.range_files import AWS, AZURE_GOVERNMENT, NETWORKS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(root=tmp_path_factory.mktemp("places"), settings={})
    for name, data in (
        ("ip-ranges.json", AWS),
        ("ServiceTags_AzureGovernment_20261102.json", AZURE_GOVERNMENT),
        ("networks_20261101.csv", NETWORKS),
    ):
        (made.root / name).write_bytes(data)
    return made


def files(folder: Folder) -> list[str]:
    return [str(one) for one in (*sorted(folder.root.glob("*_2026*")), folder.root / "ip-ranges.json")]


def test_files_go_in_are_listed_asked_and_taken_out(folder: Folder) -> None:
    answer = ran(folder, "places", "import", *files(folder), "--json")
    assert answer.code == 0, answer.err
    assert {line["name"] for line in answer.lines} == {"aws", "azure_government", "asn"}
    listed = ran(folder, "places", "list", "--json").lines
    whole = [{**line, "bad": 0, "bad_rows": []} for line in listed]
    assert sorted(map(str, whole)) == sorted(map(str, answer.lines))
    [found] = ran(folder, "places", "show", "20.140.8.1", "--json").lines
    assert (found["cloud_region"], found["cloud_service"]) == ("usgovvirginia", "Storage")
    assert found["asn"] == 64501
    person = ran(folder, "places", "show", "20.140.8.1")
    assert "usgovvirginia" in person.out
    assert "Azure Government service tags (change 402), 2026-11-02" in " ".join(person.out.split())
    assert "azure_government" in ran(folder, "places", "list").out
    assert ran(folder, "places", "remove", "azure_government").code == 0
    [after] = ran(folder, "places", "show", "20.140.8.1", "--json").lines
    assert "cloud_region" not in after
    assert after["asn"] == 64501


def test_a_source_that_is_old_is_set_and_old(folder: Folder) -> None:
    (folder.root / "older.csv").write_bytes(NETWORKS)
    assert ran(folder, "places", "import", "older.csv", "--date", "2020-01-31", "--name", "older").code == 0
    assert "\nOLD      places: " in ran(folder, "doctor").out
    [line] = [line for line in ran(folder, "doctor", "--json").lines if line["what"] == "places"]
    assert (line["ok"], line["old"]) == (None, True)
    assert ran(folder, "places", "remove", "older").code == 0


def test_a_variable_that_sets_nothing_is_said_and_stops_nothing(folder: Folder) -> None:
    slip = Folder(root=folder.root, settings={"worker": 5})
    for words in (("places", "list", "--json"), ("count", "port:1", "--json")):
        answer = ran(slip, *words)
        assert answer.err == "leftopen: LEFTOPEN_WORKER is not a setting; did you mean LEFTOPEN_WORKERS?\n"
        assert (answer.code, ran(folder, *words).err) == (0, "")


def test_bad_rows_are_counted_and_the_first_ones_quoted_with_their_lines(folder: Folder) -> None:
    mixed = folder.root / "20261102.csv"
    mixed.write_bytes(NETWORKS * 3 + b"1.0.0.0,1.0.0.9,\x1b[2J,X\n" * 12)
    answer = ran(folder, "places", "import", str(mixed), "--name", "mixed")
    assert (answer.code, answer.err) == (0, "")
    first, *quoted, more = answer.out.splitlines()
    assert first == "mixed: mixed, 2026-11-02, 12 ranges, 12 bad rows"
    assert len(quoted) == 10
    assert quoted[0].startswith("  line 16: '\\x1b[2J' is not a valid AS number: 1.0.0.0,1.0.0.9,")
    assert "\x1b" not in answer.out
    assert more == "  and 2 more"


def test_wrong_words_are_one_clear_line(folder: Folder) -> None:
    wrong = folder.root / "20261101.json"
    wrong.write_bytes(b"{}")
    for words, why in (
        (("import", str(wrong)), "unknown file format"),
        (("import", str(folder.root / "none")), "cannot read the file"),
        (("remove", "nobody"), "unknown source 'nobody'"),
        (("show", "here"), "'here' is not a valid IP address"),
    ):
        answer = ran(folder, "places", *words)
        assert (answer.code, answer.out) == (1, "")
        assert why in answer.err
        assert len(answer.err.splitlines()) == 1


def test_nobody_claims_a_private_address(folder: Folder) -> None:
    answer = ran(folder, "places", "show", "10.0.0.1")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "no information about 10.0.0.1\n"
