"""The verbs of search, for a person at a terminal: headers, bars, and text that can't hurt."""

from __future__ import annotations

import csv
import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pyarrow import parquet
from rich.cells import cell_len

from leftopen.model.field_group import GUESSED_TIME
from leftopen.model.location import Location
from leftopen.store.observations.writer import ObservationWriter
from tests.cli.program import Ran, all_ran
from tests.durability.runs import Folder
from tests.service.office import office
from tests.store.samples import NOON, seen

VERBS = ("search", "count", "host", "stats", "export", "import")
EVIL = "\x1b[31mred\x1b]0;title\x07\r\n\x00\u202eevil " + "w" * 300 + " 漢字" * 40
FORMULA = '=HYPERLINK("http://example.org","here")'
WIDE = 80
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SOURCES = (
    ("country", "Registries", "2026-11-01"),
    ("asn", "asn.csv", "2026-06-17"),
    ("cloud", "AWS", "2026-11-20"),
    ("org", "asn.csv", "2026-06-17"),
    ("city", "Registries", "2026-11-01"),
)
COMMANDS = {
    "search": ("search", "port:>0", "--facets", "product,port:2"),
    "fields": ("search", "port:>0", "--fields", "ip_str,product,data,location.city"),
    "evil host": ("host", "192.0.2.7"),
    "host": ("host", "198.51.100.7"),
    "guessed": ("host", "203.0.113.7"),
    "stats": ("stats", "", "--facets", "product,port:1,country,tag"),
    "looks": ("stats", "--facets", "port:1", "--history"),
    "count": ("count", "port:>0"),
    "named": ("search", "ip:198.51.100.7", "--fields", "ip,port,country,domain,location.city"),
    "named json": ("search", "ip:198.51.100.7", "--fields", "ip,country,location.city", "--json"),
    "unnamed": ("search", "port:>0", "--fields", "ip,contry"),
    "absent": ("search", "port:>0", "--fields", "ip,http.tilte"),
    "unseen": ("host", "127.0.0.9"),
    "unseen and out of scope": ("host", "198.51.100.8"),
    "whole": ("search", "ip:198.51.100.7", "--fields", "_shodan,tls,hash"),
    "and": ("search", "nginx AND port:80"),
    "count and": ("count", "nginx AND port:80"),
    "count and json": ("count", "nginx AND port:80", "--json"),
    "no free word": ("search", "port:1"),
    "unquoted": ("search", "product:nginx", "port:8000", "-port:80"),
    "unquoted count": ("count", "product:nginx", "port:8000-8003", "-port:8001", "--json"),
    "unquoted stats": ("stats", "product:nginx", "port:8000", "--facets", "port"),
    "unquoted lines": ("export", "product:nginx", "port:8000", "few.jsonl"),
    "no file": ("export", "product:nginx"),
    "no search": ("export", "all.csv.gz"),
    "nothing": ("export",),
    "compared": ("search", "ip:198.51.100.7", "--fields", "net,before,last_seen"),
    "no value": ("search", "ip:198.51.100.7", "--fields", "geo"),
    "no option": ("count", "port:80", "--limt", "5"),
    "two words": ("count", "city:San Diego"),
    "two words json": ("count", "city:San Diego", "--json"),
    "check": ("count", "exposure:redis_opn"),
    "detector": ("search", "holds:xx"),
    "address": ("search", "198.51.100.7"),
    "address json": ("search", "198.51.100.7", "--json"),
    "small or": ("count", "HTTP or nginx"),
    "cut": ("search", "port:>0", "--limit", "5"),
    "cut json": ("search", "port:>0", "--limit", "5", "--json"),
    "cut quiet": ("search", "port:>0", "--limit", "5", "--quiet"),
    "too few": ("search", "port:>0", "--limit", "0"),
    "no port": ("serve", "--port", "65536"),
    "search help": ("search", "--help"),
    "serve help": ("serve", "--help"),
    "too many": ("search", "port:>0", "--limit", "5000"),
    "stats json": ("stats", "", "--facets", "port:1", "--json"),
    "csv": ("export", "", "found.csv"),
    "parquet": ("export", "", "found.parquet"),
    "lines": ("export", "", "found.jsonl.gz"),
    "all of them": ("count", "*"),
    "search all": ("search", "*", "--limit", "1"),
    "stats all": ("stats", "*", "--facets", "port:1", "--json"),
    "lines of all": ("export", "*", "all.jsonl"),
    "missing": ("stats", "", "--facets", "prot"),
    "wrong": ("search", "(port:80 OR prodct:nginx"),
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    folder = Folder(root=tmp_path_factory.mktemp("verbs"), settings={})
    place = Location(
        country_code="NL", country_name="Netherlands", city=f"Amster{EVIL}", asn=64500, org=EVIL,
        cloud_provider="Amazon", cloud_region="eu-west-1",
        sources=(SOURCES[0], ("asn", EVIL, "2026-06-17"), *SOURCES[2:]),
    )  # fmt: skip
    evil = seen(port=81, data=EVIL, product=EVIL, hostnames=(f"a{EVIL}",), info=EVIL, tags=(EVIL,), os=EVIL)
    plain = [seen(port=8000 + n, at=NOON, data=f"HTTP {n}", product="nginx") for n in range(12)]
    with office(folder.root) as workspace:
        ObservationWriter(workspace.store.client).add([replace(evil, location=place), *plain])
        clean = replace(place, city="Amsterdam", org="Example University", sources=SOURCES)
        ObservationWriter(workspace.store.client).add([replace(seen("198.51.100.7", 443), location=clean)])
        ObservationWriter(workspace.store.client).add(
            [
                replace(
                    seen("203.0.113.7", 80, data=FORMULA, product=FORMULA, os="@SUM(A1)"), sees=GUESSED_TIME
                )
            ]
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(WIDE))
        results = all_ran(folder, list(COMMANDS.values()))
    answer = dict(zip(COMMANDS, results, strict=True))
    return {"": Ran(words=(), code=0, out=str(folder.root), err=""), **answer}


@pytest.mark.parametrize("name", [name for name, words in COMMANDS.items() if "--json" not in words])
def test_no_line_is_wider_than_the_terminal_and_none_repaints_it(answer: dict[str, Ran], name: str) -> None:
    for line in answer[name].out.splitlines():
        assert cell_len(line.rstrip()) <= WIDE, line
    assert not CONTROL.search(answer[name].out)
    assert not CONTROL.search(answer[name].err)


def test_a_host_begins_with_what_is_known_of_the_address(answer: dict[str, Ran]) -> None:
    out = answer["host"].out
    assert out.startswith("198.51.100.7\n")
    rows = {line.split()[0]: line.rstrip() for line in out.splitlines() if line.strip()}
    assert re.search(r"Amsterdam, Netherlands \(NL\) +Registries, 2026-11-01$", rows["location"])
    assert re.search(r"AS64500 Example University +asn.csv, 2026-06-17$", rows["network"])
    assert re.search(r"Amazon eu-west-1 +AWS, 2026-11-20$", rows["cloud"])
    assert out.index("network") < out.index("443")


def test_a_guessed_time_is_marked(answer: dict[str, Ran]) -> None:
    assert "(guessed)" in " ".join(answer["guessed"].out.split())
    assert "(guessed)" not in answer["host"].out


def test_facets_are_drawn_as_bars_the_longest_for_the_most_frequent(answer: dict[str, Ran]) -> None:
    rows = [line.split() for line in answer["stats"].out.splitlines()]
    bars = {row[0]: row[2] for row in rows if len(row) == 3 and set(row[2]) == {"█"}}
    assert len(bars["nginx"]) == max(map(len, bars.values())) > 4
    assert len(bars["NL"]) >= 1
    assert answer["count"].out == "15\n"


def test_fields_have_the_names_of_the_filters_and_of_the_line(answer: dict[str, Ran]) -> None:
    head, row = answer["named"].out.splitlines()
    assert head.split() == ["ip", "port", "country", "location.city"], "nothing has a domain"
    assert row.split() == ["198.51.100.7", "443", "NL", "Amsterdam"]
    assert answer["named"].err == "no result has the field domain\n"
    [line] = answer["named json"].lines
    assert (line["country"], line["location"]) == ("NL", {"city": "Amsterdam"})
    assert isinstance(line["ip"], int)


def test_an_object_is_shown_as_json_has_it(answer: dict[str, Ran]) -> None:
    row = "".join(line.strip() for line in answer["whole"].out.splitlines()[1:])
    assert '"module":"http"' in row
    assert "'" not in row
    assert "false" in row


def test_a_field_that_is_none_is_an_error_and_one_that_is_absent_is_said(answer: dict[str, Ran]) -> None:
    unnamed, absent = answer["unnamed"], answer["absent"]
    assert (unnamed.code, unnamed.out) == (1, "")
    assert unnamed.err == "leftopen: unknown field contry; did you mean country?\n"
    assert absent.code == 0
    assert absent.err == "no result has the field http.tilte; did you mean http.title?\n"


def test_a_scan_is_advised_only_where_it_would_be_permitted(answer: dict[str, Ran]) -> None:
    assert answer["unseen"].err == "no observations of 127.0.0.9; to scan it: leftopen scan 127.0.0.9\n"
    assert answer["unseen and out of scope"].err == "no observations of 198.51.100.8\n"


def test_a_search_that_finds_nothing_says_what_may_be_the_matter(answer: dict[str, Ran]) -> None:
    hint = "AND was searched as a word; terms are combined with AND by default\n"
    assert answer["and"].err == "no results\n" + hint
    assert (answer["count and"].out, answer["count and"].err) == ("0\n", hint)
    assert answer["count and json"].err == ""
    assert answer["no free word"].err == "no results\n"


def test_words_that_the_shell_took_apart_are_one_search(answer: dict[str, Ran]) -> None:
    assert answer["unquoted"].out.count("nginx") == 1
    [count] = answer["unquoted count"].lines
    assert (count["query"], count["count"]) == ("product:nginx port:8000-8003 -port:8001", 3)
    assert answer["unquoted stats"].out.startswith("1 result\n")
    assert answer["unquoted lines"].err.startswith("few.jsonl: 1 observation, ")
    assert answer["no option"].code == 2
    assert "no such option: --limt" in answer["no option"].err


def test_an_asterisk_is_everything(answer: dict[str, Ran]) -> None:
    number = answer["count"].out.strip()
    assert answer["all of them"].out.strip() == number
    assert answer["search all"].err.startswith(f"1 of {number} results shown")
    assert answer["stats all"].lines[0]["count"] == answer["stats json"].lines[0]["count"] == int(number)
    assert f"{number} observations" in answer["lines of all"].err
    assert answer["lines of all"].code == 0


def test_an_export_says_what_is_missing(answer: dict[str, Ran]) -> None:
    response = {
        name: " ".join(answer[name].err.replace("│", " ").split()) for name in ("no file", "no search")
    }
    assert "missing file; example: leftopen export product:nginx found.jsonl" in response["no file"]
    assert "missing query; to export everything: leftopen export '*' all.csv.gz" in response["no search"]
    assert "Missing argument 'file'" in answer["nothing"].err
    assert [answer[name].code for name in ("no file", "no search", "nothing")] == [2, 2, 2]


def test_a_field_that_compares_shows_what_it_compares(answer: dict[str, Ran]) -> None:
    row = answer["compared"].out.splitlines()[1].split()
    assert row == ["198.51.100.7", "2023-02-08T12:00:00.123456", "2023-02-08T12:00:00.123456"]
    assert answer["no value"].err == "leftopen: geo cannot be shown as a field\n"


def test_what_was_hardly_meant_as_a_word_is_said_to_a_person(answer: dict[str, Ran]) -> None:
    assert answer["address"].err == (
        "no results\n"
        "198.51.100.7 was searched as a word; to find addresses use net:198.51.100.7\n"
        "to show everything known about this address: leftopen host 198.51.100.7\n"
    )
    assert answer["address json"].err == ""
    assert answer["small or"].err == "or was searched as a word; write OR in capitals\n"


def test_a_value_of_two_words_is_shown_with_its_quotation_marks(answer: dict[str, Ran]) -> None:
    first, free = answer["two words"].err.splitlines()
    assert first.startswith("put a value of several words in quotation marks")
    assert first.endswith(': city:"San Diego"')
    assert free.startswith("words are searched in banners only")
    assert answer["two words json"].err == ""


def test_a_name_of_no_check_or_detector_is_said(answer: dict[str, Ran]) -> None:
    response = "exposure:redis_opn: unknown check; did you mean redis_open?\n"
    assert (answer["check"].out, answer["check"].err) == ("0\n", response)
    assert "holds:xx: unknown detector; see leftopen detector list\n" in answer["detector"].err


def test_what_is_left_out_is_said(answer: dict[str, Ran]) -> None:
    """On standard error of a search, and never to a program."""
    assert answer["cut"].err == "5 of 15 results shown (for more: --limit N or leftopen export)\n"
    assert answer["cut json"].err == answer["cut quiet"].err == ""
    assert len(answer["cut json"].lines) == 5
    assert answer["search"].err == "", "all fifteen are shown"
    assert answer["too many"].code == 2
    assert answer["too few"].code == answer["no port"].code == 2
    assert "the port must be between 0 and 65535" in answer["no port"].err
    words = " ".join(answer["too many"].err.replace("│", " ").split())
    assert "at most 1,000; for all results use leftopen export QUERY FILE" in words


def test_help_says_what_a_number_is_and_not_its_type(answer: dict[str, Ran]) -> None:
    assert re.search(r"--limit +N ", answer["search help"].out)
    assert re.search(r"--port +PORT ", answer["serve help"].out)
    assert not re.search(r"<=x|x>=|int range", answer["search help"].out + answer["serve help"].out)


def test_the_values_of_a_facet_have_a_total(answer: dict[str, Ran]) -> None:
    lines = answer["stats"].out.splitlines()
    assert lines[0] == "15 results"
    assert "top 1 of 15 values" in lines, "of port:1"
    assert sum(line.startswith("top ") for line in lines) == 1
    [summary] = answer["stats json"].lines
    assert (summary["count"], len(summary["facets"]["port"])) == (15, 1)


def test_with_history_observations_are_counted(answer: dict[str, Ran]) -> None:
    out = answer["looks"].out
    assert out.startswith("15 observations\n")
    assert re.search(r"^port +observations", out, re.MULTILINE)
    assert "service" not in out


def test_what_is_wrong_is_said_with_its_place_and_the_nearest_name(answer: dict[str, Ran]) -> None:
    missing, wrong = answer["missing"], answer["wrong"]
    assert (missing.code, missing.out) == (1, "")
    assert "unknown facet prot; did you mean port? (at character 1)" in missing.err
    assert wrong.code == 1
    assert "unknown filter prodct:; did you mean product:" in wrong.err
    assert "(at character 13)" in wrong.err


def test_an_export_holds_every_service_and_a_table_no_formula(answer: dict[str, Ran]) -> None:
    root = Path(answer[""].out)
    assert {answer[name].code for name in ("csv", "parquet", "lines")} == {0}
    with (root / "found.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len(rows) == 15
    cells = [cell for row in rows for name, cell in row.items() if name not in ("hash", "location.latitude")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "|", "%"))]
    assert [row["product"] for row in rows if row["ip_str"] == "203.0.113.7"] == [f"'{FORMULA}"]
    table = parquet.read_table(root / "found.parquet")
    assert FORMULA in table.column("product").to_pylist()
    lines = [
        json.loads(line) for line in gzip.decompress((root / "found.jsonl.gz").read_bytes()).splitlines()
    ]
    assert table.num_rows == len(lines) == 15
    assert {line["product"] for line in lines} == set(table.column("product").to_pylist())


def test_every_verb_of_search_has_help_with_an_example(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Folder(root=tmp_path_factory.mktemp("help"), settings={})
    for verb, helped in zip(VERBS, all_ran(folder, [(verb, "--help") for verb in VERBS]), strict=True):
        assert helped.code == 0
        assert f"Example: leftopen {verb} " in helped.out


ASKING = (
    ("search", ""), ("count", ""), ("stats", ""), ("host", "192.0.2.7"), ("export", "", "out.csv"),
    ("cases", "list"),
)  # fmt: skip


def test_of_a_folder_that_is_not_there_nothing_is_said_to_be_closed(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    typo = tmp_path / "typo"
    for ran in all_ran(folder, [(*words, "--data", str(typo)) for words in ASKING]):
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"leftopen: data folder {typo} does not exist; run a scan")
    assert not typo.exists()


def test_of_a_folder_of_something_else_nothing_is_said_and_nothing_lies_in_it(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    empty, photos = tmp_path / "empty", tmp_path / "photos"
    for one in (empty, photos):
        one.mkdir()
    (photos / "cat.png").touch()
    for ran in all_ran(folder, [(*words, "--data", str(photos)) for words in ASKING]):
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == f"leftopen: {photos} is not a leftopen data folder: it contains other files\n"
    for ran in all_ran(folder, [(*words, "--data", str(empty)) for words in ASKING]):
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"leftopen: data folder {empty} does not exist; run a scan")
    assert [file.name for file in (*photos.iterdir(), *empty.iterdir())] == ["cat.png"]
