"""A firm's own packages in a browser: three, from an index that a web server has."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.servers.real import Spot

PACKAGES = ("gatecontrol", "depot-payroll", "palletscan")


def index(folder: Path) -> Path:
    """The index as files: a page of all, and one with a wheel for each."""
    simple = folder / "simple"
    links = "".join(f'<a href="{name}/">{name}</a>' for name in PACKAGES)
    _page(simple, links)
    for name in PACKAGES:
        wheel = f"{name.replace('-', '_')}-1.4.0-py3-none-any.whl"
        _page(simple / name, f'<a href="{wheel}">{wheel}</a>')
        _wheel(simple / name / wheel, name)
    return folder


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = index(spot.inside("index"))
    python = [str(installed.venv("simple-repository-browser") / "bin" / "python"), "-m", "http.server"]
    words = [*python, "--bind", LOOPBACK, "--directory", str(folder), str(spot.ports[1])]
    source = ServerProgram(words, ports=spot.ports[1:2], log=spot.folder / "index.log", env=home(spot))
    source.start()
    words = [*installed.script("simple-repository-browser"), "--host", LOOPBACK, "--port", str(spot.port)]
    words += ["--cache-dir", str(spot.inside("cache")), "--no-popular-project-crawl"]
    return [source, served(spot, [*words, f"http://{LOOPBACK}:{spot.ports[1]}/simple/"])]


def _page(folder: Path, links: str) -> None:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>")


def _wheel(file: Path, name: str) -> None:
    inside = f"{name.replace('-', '_')}-1.4.0.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.4.0\nSummary: The depot's {name}\n"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(
            f"{inside}/METADATA", f"{about}Author-email: a.kowalska@depot-example.org\n\nInternal.\n"
        )
        wheel.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{inside}/RECORD", "")
