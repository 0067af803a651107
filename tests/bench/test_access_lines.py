"""The made-up log of the bench is the same for the same seed, and what it says it is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from bench._access_lines import write_items, write_lines
from leftopen.impact.logs.formats import log_formats


def test_the_lines_are_of_the_format_and_of_so_many_clients(tmp_path: Path) -> None:
    made = []
    for number in (1, 2):
        items = write_items(tmp_path / f"{number}.csv", 5)
        write_lines(tmp_path / f"{number}.log", items, 3000, 700, 5)
        made.append((tmp_path / f"{number}.log").read_text())
    lines = made[0].splitlines()
    assert made[0] == made[1]
    assert len(lines) == 3000
    assert len({line.partition(" ")[0] for line in lines}) == 700
    assert all(log_formats()["combined"].recognises([line]) for line in lines)
    times = [line.partition("[")[2][:20] for line in lines]
    assert all(low <= high for low, high in pairwise(times))
    asked = {line.split('"')[1].split(" ")[1] for line in lines}
    assert sum(path in asked for path, _ in items) > 200
