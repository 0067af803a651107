"""Many reads are answered for one share of the items after the other: the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.impact.logs import answers
from tests.impact.logs.scene import items_at, told

PATHS = tuple(f"/mail/{number}.eml" for number in range(9))
LINES = "".join(
    f'203.0.113.{client} - - [20/Nov/2026:10:{minute:02}:00 +0000] "GET {path} HTTP/1.1" {status} 1000\n'
    for minute, (client, path, status) in enumerate(
        (client, path, status)
        for client, status in ((9, 200), (8, 206), (7, 404))
        for path in PATHS[client % 4 :: 2]
    )
)


@pytest.mark.parametrize("together", [1, 2, 5])
def test_the_answers_are_those_of_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "shares").mkdir()
    whole = told(tmp_path / "all", LINES, items_at(*PATHS)).found.answers
    monkeypatch.setattr(answers, "TOGETHER", together)
    assert told(tmp_path / "shares", LINES, items_at(*PATHS)).found.answers == whole
    assert "served" in {one.verdict.value for one in whole}
