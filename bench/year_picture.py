"""Draws how large the data folder of a simulated year was, month by month.

    year_picture.py FIGURES PICTURE

FIGURES is what `tests/simulation/test_year.py` wrote (`YEAR_FIGURES`), PICTURE the SVG file to write.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from leftopen.impact.respond.charts.pictures import COLOURS, ROW, WIDTH, bars

RECORDS = ("records.sqlite", "records.sqlite-wal", "records.sqlite-shm")
NAMES = ("records", "engine", "everything else")
STYLE = "text{font:13px sans-serif;fill:#333}"


def parts(sizes: Mapping[str, int]) -> tuple[int, int, int]:
    """kB of the records, of the engine, and of all other files."""
    records = sum(sizes.get(name, 0) for name in RECORDS)
    engine = sizes.get("engine", 0)
    rest = sum(size for name, size in sizes.items() if name != "files") - records - engine
    return records // 1000, engine // 1000, rest // 1000


def picture(months: list[Mapping[str, int]]) -> str:
    rows = [(f"month {number}", parts(sizes)) for number, sizes in enumerate(months)]
    title = f"kB on the disk: {', '.join(NAMES)}"
    drawn = ElementTree.fromstring(bars(rows, title, most=len(rows)))
    height = ROW * len(rows)
    legend = "".join(
        f'<rect x="{10 + 200 * n}" y="{height + 8}" width="12" height="12" fill="{COLOURS[n]}"/>'
        f'<text x="{28 + 200 * n}" y="{height + 19}">{name} (kB)</text>'
        for n, name in enumerate(NAMES)
    )
    inner = "".join(ElementTree.tostring(one, encoding="unicode") for one in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height + 28}" role="img">'
        f"<style>{STYLE}</style>{inner}{legend}</svg>\n"
    )


def main() -> int:
    figures, target = map(Path, sys.argv[1:])
    target.write_text(picture(json.loads(figures.read_text())["sizes"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
