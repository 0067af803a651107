"""What a test needs to know about one real server program, and the same thing running."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from leftopen.demo.program import ServerProgram, free_ports
from leftopen.model.verdict import Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where one server lives over all its restarts. `ports` are free at the time of making; the first is
    the one to look at. `password` is this spot's own, random; it begins with a letter, since a command line
    takes `-x` for an option."""

    folder: Path
    ports: tuple[int, ...]
    password: str = field(default_factory=lambda: f"p{secrets.token_urlsafe(18)}")

    @property
    def port(self) -> int:
        return self.ports[0]

    def inside(self, name: str) -> Path:
        """A folder of that name in this spot, made if needed."""
        path = self.folder / name
        path.mkdir(exist_ok=True)
        return path

    def private(self, name: str, text: str) -> Path:
        """A file that only its owner may read."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """`digest` gives the server's own state, asked for round the relay, the same text for the same state;
    `after` is called once it has stopped."""

    port: int
    programs: tuple[ServerProgram, ...]
    digest: Callable[[], str]
    after: Callable[[], None] = lambda: None

    def stop(self) -> None:
        for program in reversed(self.programs):
            program.stop()
        self.after()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The verdict that the check must give in one mode."""

    state: State
    reason: Reason


OPEN = Expected(state=State.OPEN, reason=Reason.DATA_READABLE)
EMPTY = Expected(state=State.OPEN, reason=Reason.EMPTY_READABLE)
METADATA = Expected(state=State.OPEN, reason=Reason.METADATA_READABLE)
ACCESS = Expected(state=State.OPEN, reason=Reason.ACCESS_GRANTED)
PASSWORD = Expected(state=State.CLOSED, reason=Reason.PASSWORD_ASKED)
FORBIDDEN = Expected(state=State.CLOSED, reason=Reason.FORBIDDEN)
NOT_SERVED = Expected(state=State.CLOSED, reason=Reason.NOT_SERVED)
HIDDEN = Expected(state=State.UNKNOWN, reason=Reason.NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealServer:
    """One program. `check` is '' for one that is only recognised, never judged.

    `module` and `product` are what the observation must say ('': it names none); `modes` the verdict of each
    way to start it, the open one first; `records` how many items the open one holds (None: it does not say);
    `missing` gives '' or why it can't run here; `start` brings it up in a mode, with its data, on the spot's
    ports, and raises ProgramFailed in time. `also` names other checks that rightly say open of the open or
    the empty one. A name that begins with `sim_` is an imitation of a server that can't be installed here.
    `keeps`: its data outlives a restart in another mode. `hides` names the modes in which a login in front
    leaves nothing to see but HTTP. `slow`: it takes longer than ten seconds to start. `heavy`: its start or
    its refusals cost so much that only its open mode is looked at every day, the others in the full tier.
    """

    name: str
    module: str
    product: str
    modes: Mapping[str, Expected | None]
    missing: Callable[[], str]
    start: Callable[[Spot, str], Running]
    check: str = ""
    records: int | None = None
    ports: int = 1
    also: tuple[str, ...] = ()
    keeps: bool = True
    hides: tuple[str, ...] = ()
    slow: bool = False
    heavy: bool = False

    @property
    def kind(self) -> str:
        return "sim" if self.name.startswith("sim_") else "real"


def spot(server: RealServer, folder: Path) -> Spot:
    """A new place for that server in an existing folder."""
    return Spot(folder=folder, ports=tuple(free_ports(server.ports, random.SystemRandom())))


@contextmanager
def running(server: RealServer, where: Spot, mode: str) -> Iterator[Running]:
    """The server in that mode for the length of a `with`."""
    started = server.start(where, mode)
    try:
        yield started
    finally:
        started.stop()


def digest_of_folder(folder: Path) -> str:
    """Names, sizes and modification times of it and everything below; what was read does not count."""
    entries = [folder, *sorted(folder.rglob("*"))]
    return "\n".join(
        f"{path.relative_to(folder)} {entry.st_size} {entry.st_mtime_ns}"
        for path in entries
        for entry in (path.stat(),)
    )
