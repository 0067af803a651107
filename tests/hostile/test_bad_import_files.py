"""Bad files are borne: what is good in them is stored, what is bad is counted and quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.service import import_workers
from leftopen.service.desk import Desk
from leftopen.service.importing import Wanted, import_file
from tests.hostile.bad_import_files import FILES
from tests.service.office import office

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with office(tmp_path_factory.mktemp("office"), lambda: CLOCK) as opened:
        yield opened


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_has_its_outcome(
    name: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_workers, "Workers", import_workers.InPlace)
    wanted, file = FILES[name], tmp_path / "it"
    file.write_bytes(wanted.raw())
    # A network of its own, so that no file knows another's rows.
    asked = Wanted(file=file, format=wanted.format, realm=f"lab {name}")
    summary = import_file(desk, asked, lambda progress: None, lambda: False)
    side = desk.data / "imports" / f"{summary['import']}.bad.jsonl"
    quotes = [json.loads(line) for line in side.read_bytes().splitlines()]
    of_file = [quote for quote in quotes if not quote["excerpt"] and "compression" in quote["reason"]]
    assert summary["state"] == wanted.state
    assert bool(summary["why"]) == (wanted.state != "finished")
    assert (summary["stored"], summary["reasons"]) == (wanted.stored, dict(wanted.bad))
    if wanted.quoted:
        assert tuple(quote["line"] for quote in quotes if quote not in of_file) == wanted.quoted
    assert len(quotes) == summary["bad"]
    assert desk.store.observations.count(f'realm:"lab {name}"', history=True) == wanted.stored
