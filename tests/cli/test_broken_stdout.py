"""Where the output can't be written: one clear line, whatever the verb."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.store.observations.writer import ObservationWriter
from tests.durability.runs import MAIN, Folder
from tests.service.office import office
from tests.tier import tier
from tests.web.seen import observations

FULL = "leftopen: cannot write the output: No space left on device\n"
CLOSED = "leftopen: cannot write to standard output: it is closed\n"
# Each way of printing: the usage, tables, lines for people, lines of JSON, in a loop and at the end.
PRINTING = [
    "--help", "search port:443", "search port:443 --json", "count port:443", "check list",
    "scan 127.0.0.1 --ports 1 --json", "scan 127.0.0.1 --ports 1", "export port:443 {root}/f.jsonl --json",
    "serve --port 0 --json",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    root = tmp_path_factory.mktemp("full")
    with office(root) as workspace:
        ObservationWriter(workspace.store.client).add(observations())
        yield Folder(root=root, settings={})


def ended(folder: Folder, words: str, redirected: str) -> tuple[int, str]:
    """Exit code and messages of a command line, its standard output redirected by a shell."""
    line = ["sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, "-c", MAIN]
    done = subprocess.run(
        [*line, *words.format(root=folder.root).split()],
        env=folder.environ() | {"LEFTOPEN_DATA": str(folder.data)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", PRINTING[:: tier(2, 1)])
def test_a_full_disk_is_one_clear_line(folder: Folder, words: str) -> None:
    code, answer = ended(folder, words, ">/dev/full")
    assert answer.endswith(FULL), answer
    assert "Traceback" not in answer
    assert code == 1


def test_what_was_asked_for_is_done_all_the_same(folder: Folder) -> None:
    ended(folder, "export port:443 {root}/whole.jsonl --json", ">/dev/full")
    assert (folder.root / "whole.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize("redirected", [">&- <&-", "1</dev/null"])
def test_a_closed_output_is_said_and_nothing_is_opened_in_its_place(folder: Folder, redirected: str) -> None:
    assert ended(folder, "count port:443", redirected) == (1, CLOSED)


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full"])
def test_messages_that_nobody_wants_do_not_matter(folder: Folder, redirected: str) -> None:
    code, answer = ended(folder, "search port:443 --json", f">{folder.root}/found {redirected}")
    assert (code, answer) == (0, "")
    assert Path(folder.root / "found").read_text().startswith("{")


def test_messages_that_cannot_be_written_where_nothing_else_can_end_it(folder: Folder) -> None:
    assert ended(folder, "search port:443 --json", ">/dev/full 2>/dev/full") == (1, "")


def test_a_reader_that_has_had_enough_is_no_failure_to_speak_of(folder: Folder) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$@" | head -c 1', "sh", sys.executable, "-c", MAIN, "search", "port:443", "--json"],
        env=folder.environ() | {"LEFTOPEN_DATA": str(folder.data)}, capture_output=True, timeout=60,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (b"{", b"")
