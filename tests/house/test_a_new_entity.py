"""A kind of record is two files, its model and its entity: no list names it, and an older folder gets its
table when it is opened. What reads writes nothing."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import leftopen
from leftopen.store.records import Records, entities
from leftopen.store.records.changes import Changes
from tests.store.new_folder import new_records

SOURCE = Path(leftopen.__file__).parent
ROOM = SOURCE / "store" / "records" / "entities"
TESTS = SOURCE.parents[1] / "tests"
NAMES = [
    ".".join(file.relative_to(ROOM).with_suffix("").parts)
    for file in sorted(ROOM.rglob("*.py"))
    if file.name != "__init__.py"
]
ENTITY = """
from dataclasses import dataclass

from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    id: str
    watts: int


lamps = Table("lamps", Lamp, column("id", key=True), order="id", noun="lamp")


class Lamps(Reader[Lamp]):
    table = lamps


class LampWriter(Writer[Lamp]):
    table = lamps
"""
CHANGING = {"write", "insert", "update", "delete", "add", "put", "store", "change", "remove", "take"}
"""What changes rows, of SQLAlchemy and of `Table`, when it is called with a connection or with nothing."""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One file more beside the entities."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "lamps.py").write_text(ENTITY)
    monkeypatch.setattr(entities, "__path__", [*entities.__path__, str(tmp_path / "more")])
    entities.all_tables.cache_clear()
    yield
    tables = entities.all_tables()
    tables.remove(tables.tables["lamps"])
    del sys.modules[f"{entities.__name__}.lamps"]
    entities.all_tables.cache_clear()


def test_one_file_is_a_table_with_its_reader_and_its_writer(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = new_records(tmp_path / "earlier")
    request.getfixturevalue("added")
    with Records.open(folder) as records:
        made = sys.modules[f"{entities.__name__}.lamps"]
        for watts in (5, 7):
            made.LampWriter(Changes(records)).put(made.Lamp(id="desk", watts=watts))
        assert made.Lamps(records).list() == [made.Lamp(id="desk", watts=7)]
        assert made.Lamps(records).get("desk").watts == 7


@pytest.mark.parametrize("name", NAMES)
def test_each_entity_is_tested(name: str) -> None:
    named = re.compile(rf"store\.records\.entities\.{re.escape(name)}\b")
    package, _, leaf = name.rpartition(".")
    within = re.compile(rf"store\.records\.entities\.?{re.escape(package)} import [^\n]*\b{leaf}\b")
    texts = (file.read_text() for file in TESTS.rglob("*.py"))
    assert any(named.search(text) or within.search(text) for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_what_reads_the_records_writes_nothing(name: str) -> None:
    tree = ast.parse((ROOM / f"{name.replace('.', '/')}.py").read_text())
    readers = [one for one in tree.body if isinstance(one, ast.ClassDef) and not one.name.endswith("Writer")]
    assert {call for one in readers for call in _changes(one)} == set()


def _changes(reader: ast.ClassDef) -> Iterator[str]:
    for call in ast.walk(reader):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        first = getattr(call.args[0], "id", "") if call.args else "connection"
        if name in CHANGING and (first == "connection" or isinstance(call.func, ast.Name)):
            yield f"{reader.name}: {name}"
