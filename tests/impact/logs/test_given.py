"""What lies in a folder of logs: what is no regular file is named, and never opened."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from leftopen.errors import LeftopenError
from leftopen.impact.logs import limit_sentences
from leftopen.impact.logs.files.sources import list_files, not_regular

NAMES = {
    "pipe.log": limit_sentences.PIPE,
    "dead.log": limit_sentences.DEAD_LINK,
    "elsewhere.log": limit_sentences.LINK,
    "old": limit_sentences.LINK,
    "s.log": limit_sentences.SOCKET,
}


def furnished(tmp_path: Path) -> Path:
    """A folder with one log, a link to it, and everything that is no log."""
    folder, other = tmp_path / "logs", tmp_path / "other"
    for one in (folder / "web1", other):
        one.mkdir(parents=True)
    (folder / "web1" / "access.log").write_text("GET /\n")
    (other / "access.log").write_text("GET /\n")
    (folder / "current").symlink_to(folder / "web1" / "access.log")
    os.mkfifo(folder / "pipe.log")
    (folder / "dead.log").symlink_to(tmp_path / "nothing")
    (folder / "elsewhere.log").symlink_to(other / "access.log")
    (folder / "old").symlink_to(other)
    return folder


def test_what_is_no_regular_file_is_named_and_the_log_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = furnished(tmp_path)
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("s.log")  # A short name: that of a socket has a limit.
        found = list_files([folder])
    assert found.files == (folder / "web1" / "access.log",)
    assert {Path(one.path).name: one.why for one in found.left_out} == {
        name: str(why) for name, why in NAMES.items()
    }
    assert {one.state for one in found.left_out} == {"unread"}
    answer = list(limit_sentences.of_left_out(found.left_out))
    assert [str(one) for one in answer] == [f"{one.path} was not read: {one.why}" for one in found.left_out]
    assert f"{folder}/pipe.log n’a pas été lu\u00a0: c’est un tube nommé (FIFO)" in [
        one.text("fr") for one in answer
    ]


def test_a_device_is_one(tmp_path: Path) -> None:
    assert not_regular(Path("/dev/null")) is limit_sentences.DEVICE
    assert not_regular(tmp_path / "gone") is limit_sentences.NO_FILE


def test_a_folder_with_nothing_else_says_why_nothing_was_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.log")
    with pytest.raises(
        LeftopenError, match=r"no log files to read; .*pipe\.log was not read: it is a named pipe"
    ):
        list_files([tmp_path])
    with pytest.raises(LeftopenError, match="is not a regular file"):
        list_files([tmp_path / "pipe.log"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root lists every folder")
def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text("GET /\n")
    (tmp_path / "closed").mkdir(mode=0)
    [one] = list_files([tmp_path]).left_out
    assert one.why == str(limit_sentences.CLOSED_FOLDER)


def test_many_are_counted(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text("GET /\n")
    for number in range(limit_sentences.LISTED + 3):
        (tmp_path / f"dead{number}").symlink_to(tmp_path / "nothing")
    found = list_files([tmp_path])
    assert len(found.left_out) == limit_sentences.LISTED + 3
    *_, last = limit_sentences.of_left_out(found.left_out)
    assert str(last).endswith("not regular files: 3.")
