"""A club's photographs, by two generators."""

from __future__ import annotations

from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import script


def _pictures(folder: Path) -> None:
    for number, album in enumerate(("open-day", "winter", "ferry")):
        (folder / album).mkdir(parents=True)
        for picture in range(4):
            content.picture(folder / album / f"DSC_{1000 + 10 * number + picture}.jpg", number + picture)


def sigal(folder: Path) -> Path:
    _pictures(folder / "pictures")
    write(folder, {"sigal.conf.py": f'source = "pictures"\ntheme = "galleria"\ntitle = "{content.NAME}"\n'})
    run([script("sigal"), "build", "--quiet", "pictures", "out"], folder)
    return folder / "out"


def lazygal(folder: Path) -> Path:
    _pictures(folder / "pictures")
    run(["lazygal", "--quiet", "--output=out", "pictures"], folder)
    return folder / "out"
