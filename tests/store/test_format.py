from __future__ import annotations

import stat
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store.format import CURRENT, check, is_data_folder


def test_a_new_folder_is_made_for_its_owner_only_and_gets_its_number(tmp_path: Path) -> None:
    data = tmp_path / "a" / "b"
    check(data)
    check(data)
    assert (data / "format").read_text() == f"{CURRENT}\n"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert [entry.name for entry in data.iterdir()] == ["format"]


def test_a_newer_folder_is_refused_in_one_line_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "format").write_text("999\n")
    with pytest.raises(StoreTooNew, match="999") as caught:
        check(tmp_path)
    assert "\n" not in str(caught.value)
    assert (tmp_path / "format").read_text() == "999\n"


@pytest.mark.parametrize("text", ["", "one", "1.5", "-1", "٣", "\x00"])
def test_a_number_that_cant_be_read_is_refused_and_never_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "format").write_text(text)
    with pytest.raises(StoreFailed, match="does not contain a number"):
        check(tmp_path)
    assert (tmp_path / "format").read_text() == text


def test_a_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match=r"cannot use the data folder .*: Not a directory"):
        check(tmp_path / "file" / "data")


def test_a_folder_is_told_by_its_number_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "other" / "format").mkdir(parents=True)
    check(tmp_path / "data")
    assert [is_data_folder(tmp_path / name) for name in ("data", "other", "none", "file", "file/x")] == [
        True, False, False, False, False,
    ]  # fmt: skip
