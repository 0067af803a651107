"""Files are counted in batches, and nothing of that shows in what is said of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from leftopen.impact.logs.files.load import BATCH
from tests.impact.logs.scene import START, STRANGER, Scene, combined, verdicts


def minute(number: int, request: str, **more: str) -> str:
    return combined(START + timedelta(minutes=number), request, 200, 1000, client=STRANGER, **more)


def test_each_line_counts_for_its_file_and_another_layout_begins_a_batch(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    files = []
    for number in range(9):
        scene.item(f"/m/{number}.eml")
        line = minute(number, f"GET /m/{number}.eml HTTP/1.1")
        # Every third file is in the common format, which ends earlier.
        line = line.partition(' "-"')[0] if number % 3 == 2 else line
        files.append((f"web{number}/access.log", f"{line}\n".encode() * (number + 1)))
    found = scene.read(files=files)
    assert [(file.state, file.lines) for file in found.files] == [("read", n + 1) for n in range(9)]
    assert [file.first for file in found.files] == [START + timedelta(minutes=n) for n in range(9)]
    assert [one.reads for one in found.answers] == [n + 1 for n in range(9)]
    assert set(verdicts(found).values()) == {"served"}


def test_a_file_larger_than_a_batch_is_counted_once(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    agent = "x" * 100_000
    count = BATCH // len(agent) + 10
    for number in range(count):
        scene.item(f"/m/{number}.eml")
    lines = [minute(n % 200, f"GET /m/{n}.eml HTTP/1.1", agent=agent) for n in range(count)]
    found = scene.read(files=[("access.log", "\n".join(lines).encode())])
    assert [(file.state, file.lines) for file in found.files] == [("read", count)]
    assert {one.reads for one in found.answers} == {1}
    assert [(one.address, one.requests, one.reads) for one in found.clients] == [(STRANGER, count, count)]
    assert {len(agent) for one in found.clients for agent in one.agents} == {200}
