"""Lines without a time that can be right: the user's time counts, else the file's, marked as guessed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.imports import masscan, naabu
from leftopen.model.import_reader import Imported
from leftopen.model.observation import Observation, timestamp_guessed
from leftopen.present.observation_json import observation_line
from leftopen.service.ingest.run import ImportOptions, import_file
from tests.imports.banners import lines
from tests.service.office import office

EARLIER = datetime(2026, 4, 2, 8, 30, tzinfo=UTC)

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_at_says_when_a_banner_without_a_time_was_seen(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    first, second = (json.loads(line) for line in lines(2).splitlines())
    del second["timestamp"]
    file.write_text(json.dumps(first) + "\n" + json.dumps(second) + "\n")
    with office(tmp_path, lambda: CLOCK) as workspace:
        without = import_file(workspace, ImportOptions(file=file), lambda progress: None, lambda: False)
        assert (without["stored"], without["reasons"]) == (1, {"no time (set --at)": 1})
        answer = import_file(
            workspace, ImportOptions(file=file, at=NOON), lambda progress: None, lambda: False
        )
        assert (answer["stored"], answer["known"], answer["bad"]) == (1, 1, 0)
        found = {o.endpoint.port: o for o in workspace.store.observations.search("", limit=10)}
    known, response = found[first["port"]], found[second["port"]]
    assert response.timestamp == NOON
    assert {dated for _, _, dated in response.location.sources} == {"2026-03-02"}
    assert {dated for _, _, dated in known.location.sources} == {"2026-03-01"}


def changed(file: Path, at: datetime, text: str) -> Path:
    """The file, last changed at that time."""
    file.write_text(text)
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def only(folder: Path, file: Path, at: datetime | None = None) -> Observation:
    """The one observation that the import of a file gives."""
    with office(folder, lambda: CLOCK) as workspace:
        import_file(workspace, ImportOptions(file=file, at=at), lambda progress: None, lambda: False)
        [found] = workspace.store.observations.search("", limit=10)
    return found


def test_a_list_without_times_has_the_time_of_its_file(tmp_path: Path) -> None:
    found = only(tmp_path, changed(tmp_path / "list.txt", EARLIER, "192.0.2.1:80\n"))
    assert (found.timestamp, timestamp_guessed(found)) == (EARLIER, True)
    assert observation_line(found)["timestamp_guessed"] is True


def test_a_time_that_the_user_gives_is_no_guess(tmp_path: Path) -> None:
    found = only(tmp_path, changed(tmp_path / "list.txt", EARLIER, "192.0.2.1:80\n"), at=NOON)
    assert (found.timestamp, timestamp_guessed(found)) == (NOON, False)


@pytest.mark.parametrize("at", [datetime(2031, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 5, tzinfo=UTC)])
def test_a_file_of_the_future_or_of_1970_counts_as_now(at: datetime, tmp_path: Path) -> None:
    found = only(tmp_path, changed(tmp_path / "list.txt", at, "192.0.2.1:80\n"))
    assert (found.timestamp, timestamp_guessed(found)) == (CLOCK, True)


@pytest.mark.parametrize("stated", ['"2031-01-01T00:00:00Z"', '"0001-01-01T00:00:00Z"', "0", '"1970-01-01"'])
def test_a_time_that_cannot_be_right_is_replaced_by_the_file_s(stated: str, tmp_path: Path) -> None:
    text = f'{{"ip":"192.0.2.1","port":80,"protocol":"tcp","timestamp":{stated}}}\n'
    found = only(tmp_path, changed(tmp_path / "naabu.json", EARLIER, text))
    assert (found.timestamp, timestamp_guessed(found)) == (EARLIER, True)


def test_a_time_of_the_line_is_no_guess(tmp_path: Path) -> None:
    text = '{"ip":"192.0.2.1","port":80,"protocol":"tcp","timestamp":"2026-03-02T12:00:00Z"}\n'
    found = only(tmp_path, changed(tmp_path / "naabu.json", EARLIER, text))
    assert (found.timestamp, timestamp_guessed(found)) == (NOON, False)
    assert observation_line(found)["timestamp_guessed"] is False


def test_a_copy_with_another_time_gives_the_same_rows(tmp_path: Path) -> None:
    file = changed(tmp_path / "list.txt", EARLIER, "192.0.2.1:80\n")
    with office(tmp_path, lambda: CLOCK) as workspace:
        import_file(workspace, ImportOptions(file=file), lambda progress: None, lambda: False)
        os.utime(file, (NOON.timestamp(), NOON.timestamp()))
        again = import_file(
            workspace, ImportOptions(file=file, again=True), lambda progress: None, lambda: False
        )
    assert (again["stored"], again["known"]) == (0, 1)


def test_a_guess_is_still_one_in_another_data_folder(tmp_path: Path) -> None:
    first = only(tmp_path / "one", changed(tmp_path / "list.txt", EARLIER, "192.0.2.1:80\n"))
    line = changed(tmp_path / "own.jsonl", NOON, json.dumps(observation_line(first)) + "\n")
    second = only(tmp_path / "two", line)
    assert (second.id, second.timestamp, timestamp_guessed(second)) == (first.id, EARLIER, True)
    assert "timestamp_guessed" not in second.blocks


def test_an_old_list_does_not_hide_a_newer_scan(tmp_path: Path) -> None:
    scan = '{"ip":"192.0.2.1","port":80,"protocol":"tcp","timestamp":"2026-04-20T12:00:00Z","name":"http"}\n'
    with office(tmp_path, lambda: CLOCK) as workspace:
        for file in (
            changed(tmp_path / "naabu.json", CLOCK, scan),
            changed(tmp_path / "list.txt", EARLIER, "192.0.2.1:80\n"),
        ):
            import_file(workspace, ImportOptions(file=file), lambda progress: None, lambda: False)
        [found] = workspace.store.observations.search("", limit=10)
    assert (found.module, timestamp_guessed(found)) == ("http", False)


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (naabu.reader.read, b'{"ip":"192.0.2.1","port":80,"timestamp":0}'),
        (masscan.reader.read, b"1 open tcp 80 192.0.2.1 0"),
        (masscan.reader.read, b'1 {"ip":"192.0.2.1","timestamp":"0","ports":[{"port":80,"status":"open"}]}'),
    ],
)
def test_a_clock_that_was_not_set_gives_no_time(read: Callable[[bytes], list[Imported]], line: bytes) -> None:
    assert [one.timestamp for one in read(line)] == [None]
