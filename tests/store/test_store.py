from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store import Store
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.scopes import Scopes
from tests.store.samples import kept, seen


def test_one_folder_holds_both_stores_and_opens_again(tmp_path: Path) -> None:
    o = seen()
    with Store.open(tmp_path / "data") as store:
        ObservationWriter(store.client).add([o])
        assert Scopes(store.records).list() == []
    with Store.open(tmp_path / "data") as store:
        assert store.observations.get(o.id[:12]) == kept(o)


def test_opening_starts_no_engine(tmp_path: Path) -> None:
    with Store.open(tmp_path):
        pass
    assert not (tmp_path / "engine.lock").exists()


def test_a_newer_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "format").write_text("2000")
    with pytest.raises(StoreTooNew):
        Store.open(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["format"]


def test_a_server_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="refused"):
        Store.open(tmp_path, engine_url="http://127.0.0.1:1")
