"""One ordinary site of a real program: the truth about it (`truth.toml`), and the same thing running."""

from __future__ import annotations

import importlib
import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from leftopen.demo.program import ServerProgram, free_ports
from tests.ordinary.published import installed
from tests.ordinary.published.front import served
from tests.servers.need import missing
from tests.servers.real import Spot

HERE = Path(__file__).parent

Make = Callable[[Path], Path]
"""Writes a site into an existing folder; gives the folder to be served."""
Run = Callable[[Spot], Sequence[ServerProgram]]
"""Starts a program on the first port of the spot; gives what runs, to be stopped in reverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A site and what a sober person says of it.

    Exactly one of `folder` (a package holds the site), `made` (module and function of `makers`) and `run`
    (file of `programs`) is given. `server` serves a folder, `listing` says that it lists it. `excusable`:
    what else could be said of it, or ''. `shows` is a text of its front page. `quick`: its test is
    in the everyday tier.
    """

    name: str
    kind: str
    package: str
    shows: str
    truth: Literal["published"]
    why: str
    excusable: Literal["", "undetermined"] = ""
    folder: str = ""
    made: str = ""
    run: str = ""
    server: Literal["nginx", "lighttpd", "python"] = "nginx"
    listing: bool = False
    quick: bool = False

    def missing(self) -> str:
        """'' or what is not installed."""
        registry, _, package = self.package.partition(":")
        return "; ".join(filter(None, [installed.missing(registry, package), missing("nginx", "lighttpd")]))


def sites() -> tuple[Published, ...]:
    """All of `truth.toml`, in its order."""
    table = tomllib.loads((HERE / "truth.toml").read_text())
    return tuple(Published(name=name, **one) for name, one in table.items())


@contextmanager
def standing(site: Published, folder: Path) -> Iterator[int]:
    """The site for the length of a `with`; gives the port. `folder` exists and is empty."""
    spot = Spot(folder=folder, ports=tuple(free_ports(3, random.SystemRandom())))
    programs = _started(site, spot)
    try:
        yield spot.port
    finally:
        for program in reversed(programs):
            program.stop()


def _started(site: Published, spot: Spot) -> Sequence[ServerProgram]:
    if site.run:
        run: Run = importlib.import_module(f"tests.ordinary.published.programs.{site.run}").start
        return run(spot)
    root = Path(site.folder) if site.folder else _made(site.made, spot.inside("site"))
    program = served(spot, root, by=site.server, listing=site.listing)
    program.start()
    return [program]


def _made(named: str, folder: Path) -> Path:
    module, _, function = named.partition(".")
    make: Make = getattr(importlib.import_module(f"tests.ordinary.published.makers.{module}"), function)
    return make(folder)
