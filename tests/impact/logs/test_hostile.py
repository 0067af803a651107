"""Any bytes, any order, any split: the same result, and no read ever becomes "not served"."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from leftopen.impact.logs.formats import log_formats
from tests.impact.logs.scene import OWN, Scene, items_at, told, verdicts
from tests.tier import tier

LINE = '203.0.113.9 - - [20/Nov/2026:10:00:%02d +0000] "GET /%s HTTP/1.1" 200 1000 "-" "curl/8"'
JUNK = (
    "\x00" * 50,
    "\x1b[2J" * 9,
    "\ufffd\u202e",
    '"' * 30,
    "[" * 40,
    "\\" * 41,
    "%" * 50,
    "{" * 50,
    ";" * 60,
    " " * 9 + "x",
)


def mangled(seed: int) -> bytes:
    """Lines with bytes changed, left out and put in."""
    chance = random.Random(seed)
    lines = []
    for number in range(300):
        line = bytearray((LINE % (number % 60, "b")).encode())
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(line))
            line[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        lines.append(bytes(line))
    lines += [one.encode() for one in JUNK]
    return b"\n".join(lines) + b"\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(log_formats())[:: tier(3, 1)])
def test_no_format_takes_junk_for_proof(tmp_path: Path, name: str) -> None:
    found = told(tmp_path, mangled(len(name)), items_at("/b", "/c"), format=name, zone="UTC")
    assert "not_served" not in found.verdicts.values()


@pytest.mark.slow
def test_any_order_and_any_split_give_the_same(tmp_path: Path) -> None:
    chance = random.Random(7)
    scene = Scene(folder=tmp_path / "0")
    for number, status in enumerate((200, 206, 302, 404, 304, 500)):
        scene.item(f"/m/{number}.eml")
        scene.ask(f"GET /m/{number}.eml HTTP/1.1", status, 1000 - number % 2)
    scene.ask("GET /m/0.eml HTTP/1.1", client=OWN)
    lines = scene.text().splitlines(keepends=True)
    expected = verdicts(scene.read())
    for number in (1, 2):
        chance.shuffle(lines)
        cuts = sorted(chance.sample(range(len(lines)), 3))
        parts = [lines[low:high] for low, high in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
        again = Scene(folder=tmp_path / str(number), items=scene.items)
        files = [(f"access.log.{at}", "".join(part).encode()) for at, part in enumerate(parts)]
        assert verdicts(again.read(files=files)) == expected
