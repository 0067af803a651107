"""Bad files are borne: what is good in them is stored, what is bad is counted and quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.service.ingest import workers
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.workspace.workspace import Workspace
from tests.hostile.bad_import_files import FILES
from tests.service.office import office

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with office(tmp_path_factory.mktemp("office"), lambda: CLOCK) as opened:
        yield opened


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_has_its_outcome(
    name: str, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "Workers", workers.InlineWorker)
    wanted, file = FILES[name], tmp_path / "it"
    file.write_bytes(wanted.raw())
    # A network of its own, so that no file knows another's rows.
    asked = ImportOptions(file=file, format=wanted.format, realm=f"lab {name}")
    summary = import_file(workspace, asked, lambda progress: None, lambda: False)
    side = workspace.data / "imports" / f"{summary['import']}.bad.jsonl"
    quotes = [json.loads(line) for line in side.read_bytes().splitlines()]
    of_file = [quote for quote in quotes if not quote["excerpt"] and "compression" in quote["reason"]]
    assert summary["state"] == wanted.state
    assert bool(summary["why"]) == (wanted.state != "finished")
    assert (summary["stored"], summary["reasons"]) == (wanted.stored, dict(wanted.bad))
    if wanted.quoted:
        assert tuple(quote["line"] for quote in quotes if quote not in of_file) == wanted.quoted
    assert len(quotes) == summary["bad"]
    assert workspace.store.observations.count(f'realm:"lab {name}"', history=True) == wanted.stored
