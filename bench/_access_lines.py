"""Made-up nginx lines with items in them, fast to make and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

START, DAYS = datetime(2026, 11, 1, tzinfo=UTC), 10
ITEMS, ENDINGS = 100_000, 300_000
ENDINGS_OF_ITEMS, STATIC, PAGES, SEARCHES = 0.1, 0.55, 0.85, 0.92
"""Shares of the lines, added up; what is left asks for paths that are not there."""
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "curl/8.5.0",
    "python-requests/2.31.0",
)
BLOCK = 50_000
LOW = tuple(f"{number >> 8}.{number & 255}" for number in range(65536))


def write_items(file: Path, seed: int) -> list[tuple[str, int]]:
    """A CSV as `leftopen readers --items` takes it; gives paths and sizes."""
    chance = random.Random(seed)
    items = [
        (f"/mail/{n % 500}/{chance.getrandbits(40):010x}-{n}.eml", 1000 + n * 7 % 90000) for n in range(ITEMS)
    ]
    with file.open("w", encoding="ascii") as out:
        out.write("path,id,bytes\n")
        for n, (path, size) in enumerate(items):
            out.write(f"{path},<{n}.{chance.getrandbits(48):x}@mx.example>,{size}\n")
    return items


def write_lines(file: Path, items: Sequence[tuple[str, int]], count: int, clients: int, seed: int) -> None:
    """`count` lines in the order of their times; the clients take turns, each in its own order."""
    chance = random.Random(seed)
    endings = list(_endings(items, chance))
    step = timedelta(days=DAYS) / count
    with file.open("w", encoding="ascii") as out:
        for begin in range(0, count, BLOCK):
            numbers = range(begin, min(begin + BLOCK, count))
            chosen = chance.choices(endings, k=len(numbers))
            # One time for a hundred lines, as in a busy second.
            times = [f"{START + step * n:%d/%b/%Y:%H:%M:%S}" for n in numbers[::100]]
            out.writelines(
                f"10.{n % clients >> 16}.{LOW[n % clients & 65535]} - - [{times[at // 100]} {ending}"
                for at, (n, ending) in enumerate(zip(numbers, chosen, strict=True))
            )


def _endings(items: Sequence[tuple[str, int]], chance: random.Random) -> Iterator[str]:
    """Of lines, from the zone on."""
    for _ in range(ENDINGS):
        kind, status, size = chance.random(), 200, chance.randrange(1000, 60000)
        if kind < ENDINGS_OF_ITEMS:
            path, size = items[chance.randrange(len(items))]
        elif kind < STATIC:
            path = f"/static/{chance.choice(('app', 'main', 'logo'))}.{chance.choice(('css', 'js', 'png'))}"
        elif kind < PAGES:
            path = f"/{chance.choice(('blog', 'docs', 'shop'))}/{chance.randrange(700)}"
        elif kind < SEARCHES:
            path = f"/search?q={chance.randrange(100_000)}&page=2"
        else:
            path, status, size = chance.choice(("/wp-login.php", "/.env", "/admin")), 404, 153
        yield f'+0000] "GET {path} HTTP/1.1" {status} {size} "-" "{chance.choice(AGENTS)}"\n'
