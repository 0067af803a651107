"""Jupyter's status and its folder, and what only looks like them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import jupyter
from tests.scripted import page

WHEN = "2021-11-24T21:13:25.712495Z"


def status(**changed: object) -> Reply:
    answer = {"connections": 0, "kernels": 2, "last_activity": WHEN, "started": WHEN, **changed}
    return page(200, json.dumps(answer).encode())


def listed(*entries: tuple[str, int | None], kind: str = "file") -> Reply:
    """(name, size or None for a folder) as the server prints it."""
    content = [
        {
            "name": name,
            "path": name,
            "last_modified": WHEN,
            "created": WHEN,
            "content": None,
            "format": None,
            "size": size,
            "type": "directory" if size is None else kind,
        }
        for name, size in entries
    ]
    folder = {"name": "", "path": "", "last_modified": WHEN, "content": content, "type": "directory"}
    return page(200, json.dumps(folder).encode())


def test_the_status_says_how_many_kernels_run() -> None:
    assert jupyter.kernels(status()) == 2
    assert jupyter.kernels(status(kernels=0)) == 0


@pytest.mark.parametrize(
    "reply",
    [
        status(started=None),
        status(connections="0"),
        status(kernels=True),
        page(200, b'{"version": "2.21.1"}'),
        page(200, b"<html>"),
        page(403, status().body),
        page(200),
    ],
)
def test_what_is_no_status_is_none(reply: Reply) -> None:
    assert jupyter.kernels(reply) is None


def test_an_entry_has_its_size_and_its_date() -> None:
    file, folder = jupyter.entries(listed(("a.csv", 59), ("b", None)))
    assert (file.name, file.folder, file.size) == ("a.csv", False, 59)
    assert file.modified == datetime(2021, 11, 24, 21, 13, 25, 712495, UTC)
    assert (folder.name, folder.folder, folder.size) == ("b", True, None)


def test_a_list_that_was_cut_gives_what_came_whole() -> None:
    body = listed(("a", 1), ("b", 2), ("c", 3)).body
    names = [entry.name for entry in jupyter.entries(page(200, body[:500]))]
    assert names == ["a", "b"][: len(names)]
    assert names


def test_one_file_is_no_list() -> None:
    assert not jupyter.is_listing(page(200, b'{"name": "a", "path": "a", "content": ["x"]}'))
    assert not jupyter.is_listing(page(403, listed().body))
    assert jupyter.is_listing(listed())


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    for reply in (page(200, body), page(200, listed().body[:40] + body)):
        jupyter.kernels(reply)
        jupyter.entries(reply)
