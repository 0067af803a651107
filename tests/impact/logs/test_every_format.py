"""Of every format, read as a whole: a read beside damaged records is never "not served", and how records
lie in files makes no difference."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.impact.logs.examples import EXAMPLES
from tests.impact.logs.scene import END, START, Scene, items_at, told
from tests.tier import tier

EVERY_DAY = ("caddy", "iis", "microsoft_365")
"""Lines of JSON, lines with a head, and a file that is read as a whole."""
FORMATS = [pytest.param(one, marks=() if one in EVERY_DAY else pytest.mark.full) for one in sorted(EXAMPLES)]
SEEDS = range(tier(1, 4))
STRANGER, ANOTHER = "203.0.113.9", "198.51.100.77"
ITEMS = ("/m/a.eml", "/m/b.eml")
NO_ITEM = frozenset(("elasticsearch_audit", "exchange_http_proxy", "mail_log", "nsg_flows", "vnet_flows"))
"""Formats whose lines never name one item."""


def damaged(text: str, chance: random.Random) -> str:
    """The same records with bytes changed, left out and put in, those that mean something above all."""
    found = bytearray(text.encode())
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(found) + 1)
        put = chance.choice(
            (b'"', b"'", b"{", b"}", b"[", b"]", b",", b";", b"\\", b"\0", b"\n", b"\xff", b"")
        )
        found[at : at + chance.randrange(4)] = put * chance.randrange(1, 4)
    return found.decode("utf-8", "surrogateescape")


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_read_beside_damaged_records_is_never_not_served(tmp_path: Path, name: str, seed: int) -> None:
    chance, text = random.Random(f"{name} {seed}"), EXAMPLES[name]
    before = "".join(damaged(text, chance) for _ in range(3))
    after = "".join(damaged(text, chance) for _ in range(3))
    # The head of a file that has one stays first: without it no line of it means anything.
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith(("#", '"time_micros')))
    raw = (head + before + "\n" + text + after).encode("utf-8", "surrogateescape")
    found = told(tmp_path, raw, items_at(ITEMS[0]), format=name, zone="UTC")
    assert found.verdicts[ITEMS[0]] != "not_served"


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_how_records_lie_in_files_makes_no_difference(tmp_path: Path, name: str) -> None:
    one, two = EXAMPLES[name], EXAMPLES[name].replace(STRANGER, ANOTHER)
    layouts = [
        [("a.log", one), ("b.log", two)],
        [("a.log", two), ("b.log", one)],
        [("x/one.log", one), ("y/two.log", two)],
    ]
    answer = []
    for number, layout in enumerate(layouts):
        folder = tmp_path / str(number)
        scene = Scene(folder=folder, items=items_at(*ITEMS))
        day = START.replace(hour=0)
        given: dict[str, Any] = {"complete": True, "start": day, "end": END.replace(hour=23), "zone": "UTC"}
        found = scene.read(files=[(file, text.encode()) for file, text in layout], format=name, **given)
        answer.append([(one.verdict, one.reasons, sorted(one.addresses), one.reads) for one in found.answers])
    assert answer[0] == answer[1] == answer[2]
    if name not in NO_ITEM:
        assert set(answer[0][0][2]) == {STRANGER, ANOTHER}
