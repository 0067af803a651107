"""leftopen from a Python program: what its page shows, and every call by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import leftopen
from leftopen.errors import BadAddress, BadQuery
from leftopen.model.observation import Observation
from leftopen.service.python_api.dataset import Dataset
from leftopen.store.observations.writer import ObservationWriter
from tests.service.office import office
from tests.store.samples import NOON, seen

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "python.md"
EVIL = '=cmd|"/C calc"!A0'
BLOCKS = {"ssl": {"versions": ["TLSv1.2"]}}


def observations() -> list[Observation]:
    return [
        seen(port=443, at=NOON - timedelta(days=1), data="older", product="nginx"),
        seen(port=443, data="HTTP/1.1 200 OK", product="nginx", version="1.27", blocks=BLOCKS),
        *(seen("198.51.100.1", 8000 + n, NOON - timedelta(hours=n), EVIL, product=EVIL) for n in range(5)),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("library")
    with office(root) as workspace:
        ObservationWriter(workspace.store.client).add(observations())
        yield root


@pytest.fixture
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dataset]:
    monkeypatch.setenv("LEFTOPEN_CONFIG", str(folder / "config"))
    with leftopen.open(folder / "data") as opened:
        yield opened


def test_the_program_of_the_page_runs_and_prints_what_is_there(folder: Path) -> None:
    [program] = re.findall(r"^```py\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
    environ = os.environ | {
        "LEFTOPEN_DATA": str(folder / "data"),
        "LEFTOPEN_CONFIG": str(folder / "config"),
        "PYTHONWARNINGS": "error",
    }
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "5 services on high ports"
    assert lines[1].startswith("192.0.2.7:443 nginx 1.27 2023-02-08 12:00:00")
    assert "port 443: 1" in lines
    assert "192.0.2.7 443 []" in lines
    assert sum("['older']" in line for line in lines) == 1
    assert "unknown filter prodct:; did you mean product:" in ran.stdout
    assert "(at character 1)" in ran.stdout
    assert lines[-1] == "1 rows; ip_str, transport, org"


COUNTED = """
import os, leftopen, pandas, pyarrow.parquet
with leftopen.open() as data:
    data.count("")
    before = len(os.listdir("/proc/self/task"))
    data.to_KIND()
    print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.parametrize("kind", ["arrow", "pandas"])
def test_a_table_starts_no_thread_that_could_abort_the_program_at_its_end(folder: Path, kind: str) -> None:
    environ = os.environ | {
        "LEFTOPEN_DATA": str(folder / "data"),
        "LEFTOPEN_CONFIG": str(folder / "config"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", COUNTED.replace("KIND", kind)], env=environ, capture_output=True, timeout=60
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"0\n", b"")


def test_a_search_gives_the_newest_first_and_stops_where_it_is_told(data: Dataset) -> None:
    times = [one.timestamp for one in data.search()]
    assert len(times) == 6
    assert times == sorted(times, reverse=True)
    assert [one.data for one in data.search("port:443", history=True)] == ["HTTP/1.1 200 OK", "older"]
    assert [len(list(data.search(limit=limit))) for limit in (0, 2, 100)] == [0, 2, 6]
    assert [line["type"] for line in data.lines("port:443")] == ["observation"]


def test_counts_and_facets(data: Dataset) -> None:
    assert (data.count(), data.count(history=True), data.count("port:443")) == (6, 7, 1)
    assert data.facets("net:198.51.100.0/24", {"port": 2})["port"] == [("8000", 1), ("8001", 1)]
    assert data.facets("port:443", ["product", "transport"]) == {
        "product": [("nginx", 1)],
        "transport": [("tcp", 1)],
    }


def test_a_host_by_port_and_with_its_history(data: Dataset) -> None:
    assert [one.endpoint.port for one in data.host("198.51.100.1")] == [8000, 8001, 8002, 8003, 8004]
    assert [one.data for one in data.host("192.0.2.7", history=True)] == ["HTTP/1.1 200 OK", "older"]
    assert data.host("203.0.113.1") == []


def test_tables_have_the_columns_of_the_file_and_keep_text_as_it_is(data: Dataset) -> None:
    arrow = data.to_arrow("net:198.51.100.0/24")
    assert arrow.column("product").to_pylist() == [EVIL] * 5
    assert arrow.column("port").to_pylist() == [8000, 8001, 8002, 8003, 8004]
    panda = data.to_pandas("port:443", history=True)
    assert list(panda["data"]) == ["HTTP/1.1 200 OK", "older"]
    bear = data.to_polars("net:198.51.100.0/24")
    assert bear["port"].to_list() == [8000, 8001, 8002, 8003, 8004]
    assert bear.columns == arrow.column_names == list(panda.columns)
    assert data.to_arrow("product:nobody").num_rows == 0


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_table_without_its_package_is_one_clear_line(
    data: Dataset, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(leftopen.LeftopenError, match=f"needs the {name} package: pip install {name}$"):
        getattr(data, f"to_{name}")("port:443")


def test_it_works_without_a_with_and_says_when_it_is_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEFTOPEN_CONFIG", str(folder / "config"))
    data = leftopen.open(folder / "data")
    assert data.count("port:443") == 1
    begun = data.search()
    next(begun)
    data.close()
    data.close()
    for use in (data.count, data.search, data.lines, lambda: data.host("192.0.2.7"), lambda: next(begun)):
        with pytest.raises(leftopen.LeftopenError, match=r"is closed; open it again with leftopen\.open"):
            use()


def test_a_folder_that_is_not_there_is_made_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEFTOPEN_CONFIG", str(tmp_path / "config"))
    with pytest.raises(leftopen.LeftopenError, match=r"data folder .*tpyo does not exist; .*create=True"):
        leftopen.open(tmp_path / "tpyo")
    assert not (tmp_path / "tpyo").exists()
    (tmp_path / "photos").mkdir()
    with pytest.raises(leftopen.LeftopenError, match=r"data folder .*photos does not exist; .*create=True"):
        leftopen.open(tmp_path / "photos")
    (tmp_path / "photos" / "cat.png").touch()
    with pytest.raises(leftopen.LeftopenError, match=r"photos is not a leftopen data folder: it contains"):
        leftopen.open(tmp_path / "photos")
    assert [file.name for file in (tmp_path / "photos").iterdir()] == ["cat.png"]
    with leftopen.open(tmp_path / "new", create=True) as data:
        assert data.count() == 0


def test_one_facet_may_be_named_alone(data: Dataset) -> None:
    assert data.facets("port:443", "port") == {"port": [("443", 1)]}
    assert data.facets("", ["port:1", "product"]).keys() == {"port", "product"}
    assert len(data.facets("", "port:2")["port"]) == 2, "as the command line takes it"


def test_what_is_wrong_is_one_clear_error(data: Dataset) -> None:
    with pytest.raises(BadQuery, match=r"did you mean product:.*\(at character 1\)$"):
        data.count("prodct:x")
    with pytest.raises(BadQuery, match="did you mean country"):
        data.facets("", ["contry"])
    with pytest.raises(BadAddress, match="is not a valid IP address"):
        data.host("nowhere")
    assert issubclass(BadQuery, leftopen.LeftopenError)


@pytest.mark.parametrize("wrong", [5, None, b"port:443", ["port:443"]])
def test_a_search_that_is_no_text_is_the_documented_error(data: Dataset, wrong: Any) -> None:
    kind = "None" if wrong is None else type(wrong).__name__
    for ask in (data.count, data.search, data.lines, data.to_arrow, lambda one: data.facets(one, "port")):
        with pytest.raises(BadQuery, match=f"query must be a string such as 'port:443', not {kind}$"):
            ask(wrong)


@pytest.mark.parametrize(("wrong", "said"), [(-1, "-1"), ("5", "str"), (2.5, "float"), (True, "bool")])
def test_a_limit_that_is_none_is_the_documented_error(data: Dataset, wrong: Any, said: str) -> None:
    for ask in (data.search, data.lines):
        with pytest.raises(
            BadQuery, match=rf"limit must be a number \(0 or more\) or None for all, not {said}$"
        ):
            ask(limit=wrong)


@pytest.mark.parametrize("wrong", [5, None, [5], {"port": "5"}, {5: 5}, {"port": None}, {"port": -1}])
def test_facets_and_addresses_that_are_none_are_the_documented_error(data: Dataset, wrong: Any) -> None:
    with pytest.raises(BadQuery):
        data.facets("", wrong)
    with pytest.raises(BadAddress, match="address must be a string"):
        data.host(wrong)
