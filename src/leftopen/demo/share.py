"""The made-up folder that the file server of the demonstration lists."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from pathlib import Path

from leftopen.demo.mail_templates import fake_piid
from leftopen.demo.people import staff

YEARS = range(2015, 2023)


def fill(folder: Path, seed: int) -> int:
    """Writes a roster and a list of contracts per year into `folder`, dated that year; returns their
    number."""
    rng = random.Random(seed)  # noqa: S311 - made-up files, not secrets
    for year in YEARS:
        roster = ["rank;name;number", *(f"{who.rank};{who.name};{who.ssn}" for who in staff(rng, 12))]
        _write(folder / f"leave_roster_{year}.csv", roster, year)
        numbers = [fake_piid(rng, year) for _ in range(20)]
        _write(folder / f"contracts_fy{year % 100:02d}.txt", numbers, year)
    return 2 * len(YEARS)


def _write(path: Path, lines: list[str], year: int) -> None:
    path.write_text("\n".join(lines) + "\n")
    stamp = datetime(year, 10, 1, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
