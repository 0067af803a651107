"""Of every format: a log with a read in it, however damaged, never looks like one without a read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from leftopen.impact.logs.formats import log_formats
from tests.impact.logs.bulk import silent
from tests.impact.logs.conftest import Engines
from tests.impact.logs.examples import EXAMPLES, FORMS
from tests.impact.logs.scene import OWN, STRANGER
from tests.tier import tier

EVERY_DAY = ("combined", "microsoft_365, CSV", "s3")
ALL = EXAMPLES | FORMS
FORMATS = [pytest.param(one, marks=() if one in EVERY_DAY else pytest.mark.full) for one in sorted(ALL)]
HEADED = ("cloudfront", "exchange_http_proxy", "iis")
"""Another head is another layout, and each layout is read on its own: fewer copies take as long."""
COPIES = tier(100, 400)
HEADS = ("#", '"time_micros', "RecordType,")
MARKS = (b'"', b"'", b"{", b"}", b"[", b"]", b",", b";", b"\\", b"\0", b"\n", b"\t", b" ", b"\xff", b"")


def head_of(text: str) -> str:
    """The lines without which no line of the log means anything."""
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith(HEADS))


def another(text: str) -> str:
    """The same of one's own client, of a file that is no item."""
    return text.replace("m/a.eml", "m/z.css").replace("1000", "1077").replace(STRANGER, OWN)


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """The same records with bytes changed, left out and put in, those that mean something above all; or
    with an end of line lost and nothing else."""
    found = bytearray(raw)
    if b"\n" in raw and chance.random() < 0.3:
        del found[chance.choice([at for at, byte in enumerate(raw) if byte == 10])]
        return bytes(found)
    for _ in range(chance.choice((1, 2, chance.randrange(1, 12)))):
        at = chance.randrange(len(found) + 1)
        put = chance.choice((*MARKS, chance.randbytes(2)))
        found[at : at + chance.randrange(4)] = put * chance.randrange(1, 4)
    return bytes(found)


def around(name: str, chance: random.Random) -> bytes:
    """The read, with damaged lines of another path on both sides, some without an end of line between, as
    where a program or a machine was stopped in the middle of a line."""
    head = head_of(ALL[name])
    text, other = ALL[name].removeprefix(head).encode(), another(ALL[name]).encode()
    if chance.random() < 0.3:
        other = other.replace(b" 200 ", b" 404 ")
    parts = [head.encode()]
    parts += [damaged(other, chance) for _ in range(chance.randrange(3))]
    stopped = other[: chance.randrange(len(other))] if chance.random() < 0.5 else b"\n"
    parts += [stopped, text]
    parts += [damaged(other, chance) for _ in range(chance.randrange(3))]
    return b"".join(parts)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_no_damage_around_a_read_hides_it(engines: Engines, tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    logs = [around(name, chance) for _ in range(COPIES // 20 if name in HEADED else COPIES)]
    assert [logs[number] for number in silent(engines, tmp_path, name.partition(",")[0], logs)] == []


def test_a_log_that_shows_no_read_is_told_apart(engines: Engines, tmp_path: Path) -> None:
    """Else the tests above would prove nothing."""
    text = EXAMPLES["combined"]
    logs = [text.encode(), another(text).encode(), b"junk\n"]
    assert silent(engines, tmp_path, "combined", logs) == [1]


def test_every_format_is_tried() -> None:
    assert set(EXAMPLES) == set(log_formats())
