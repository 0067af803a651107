"""The search itself: it finds a canary in every place and form, or its silence would prove nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from leftopen.store import Store
from tests.canary.places import RECORDS, engine, everything, sqlite
from tests.canary.search import encodings, find, found_in

GOES_INTO_RECORD = ("duration", "clause", "data_encoding", "sources", "origins", "aliases", "examined")
"""Columns of an observation that are taken in and have no place of their own."""
WORDS = ("Vexmorrow", "891-23-4567", "kest.umbrelow@mail.example")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("form", encodings())
def test_every_form_is_found_between_other_bytes(word: str, form: str) -> None:
    planted = bytes(range(200, 255)) + b'{"a": "' + encodings()[form](word.encode()) + b'"}\n'
    assert [found.word for found in find("here", planted, WORDS)] == [word]


@pytest.mark.parametrize("word", WORDS)
def test_what_is_not_there_is_not_found(word: str) -> None:
    masked = f"V***w ***-**-**67 k***@mail.example {word[1:]} {word[:-1]}".encode()
    assert list(find("here", masked, [word])) == []


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Store]]:
    folder = tmp_path_factory.mktemp("planted")
    with Store.open(folder) as opened:
        opened.observations.count("")
        yield folder, opened


def columns(store: Store, kinds: str) -> list[tuple[str, str, str]]:
    """(table, column, type) of the engine's own tables; not of columns that are worked out anew each time
    and stored nowhere."""
    found = store.client.query(
        "SELECT table, name, type FROM system.columns WHERE lower(database) NOT IN "
        "('system', 'information_schema') AND default_kind != 'ALIAS' "
        f"AND match(type, '{kinds}') ORDER BY table, name"
    )
    return [(row["table"], row["name"], row["type"]) for row in found]


def test_it_is_found_in_every_text_column_of_the_engine(store: tuple[Path, Store]) -> None:
    _, opened = store
    texts = columns(opened, "String")
    assert {table for table, _, _ in texts} >= {"services", "history", "verdicts", "findings", "cases"}
    for number, (table, column, kind) in enumerate(texts):
        word = f"Brindlewick{number:04d}x"
        value: object = [word] if kind.startswith("Array") else word
        if kind.startswith("Map"):
            value = {word: [word] if "Array" in kind else 1}
        names = {column, *(GOES_INTO_RECORD if table in ("services", "history") else ())}
        into = f"INSERT INTO {table} ({', '.join(f'`{name}`' for name in sorted(names))})"
        opened.client.once(f"{into} FORMAT JSONEachRow", json.dumps({column: value}).encode())
        kept = "record" if names > {column} and column in GOES_INTO_RECORD else column
        # Its own table alone: to read all of them after each word takes far longer.
        place, kept_now = f"engine {table}.{kept}", engine(opened.client, table)
        assert list(find(place, kept_now[place], [word])), place
    assert engine(opened.client).keys() >= kept_now.keys()


def test_it_is_found_in_every_text_column_of_the_records(store: tuple[Path, Store]) -> None:
    folder, _ = store
    with closing(sqlite3.connect(folder / RECORDS)) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        for table in tables:
            described = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            names = [name for _, name, *_ in described]
            values = [
                f"{table}Ottershade{name}" if kind in ("TEXT", "VARCHAR(32)") else 7
                for _, name, kind, *_ in described
            ]
            marks = ", ".join("?" * len(names))
            quoted = ", ".join(f'"{name}"' for name in names)
            connection.execute(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', values)
        connection.commit()
        planted = [
            (table, name)
            for table in tables
            for _, name, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")')
            if kind in ("TEXT", "VARCHAR(32)")
        ]
        assert len(planted) > 25
        places = sqlite(folder / RECORDS)
        for table, name in planted:
            found = list(find("", places[f"records {table}.{name}"], [f"{table}Ottershade{name}"]))
            assert found, (table, name)
        # Committed, and not yet carried over from the log to the file: the raw log has it.
        raw = {file: (folder / file).read_bytes() for file in (f"{RECORDS}-wal",)}
        assert {one.place for one in found_in(raw, ["scopesOttershaderecord"])} == {f"{RECORDS}-wal"}
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert list(find("", (folder / RECORDS).read_bytes(), ["scopesOttershaderecord"]))


@pytest.mark.parametrize(
    "file", ["engine.log", "notices/x.eml", "proofs/x.json", "id", "deep/er/report.html"]
)
def test_it_is_found_in_every_file_of_the_folder(store: tuple[Path, Store], file: str) -> None:
    folder, opened = store
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""
    path.write_bytes(before + encodings()["base64 in lines"](b"Quillhaven") + b"\n")
    try:
        found = found_in(everything(folder, opened.client), ["Quillhaven"])
    finally:
        path.write_bytes(before)
    assert [one.place for one in found] == [f"file {path}"]
