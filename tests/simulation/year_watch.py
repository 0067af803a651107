"""What is looked at once a day of a year: memory, pages, what was deleted; and at its end the books."""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leftopen.present.timestamps import format_utc
from leftopen.service.workspace import chain_seal
from leftopen.service.workspace.workspace import open_workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.simulation.year import Year, digest
from tests.simulation.year_begin import BEGIN, SETTINGS
from tests.simulation.year_books import page
from tests.simulation.year_model import Wrong
from tests.simulation.year_process import Footprint, engine_of, footprint

MORE, FEW, PARTS = 1.10, 4, 1.10
"""By so much may the memory of the last third be above that of the middle one; by so many the descriptors.
The engine holds the files of its parts open, and their number follows its merges: there it is a share."""
ENOUGH = 14
"""Fewer days are still the time in which a process fills its caches."""
MONTH = timedelta(days=365) / 12
KEPT = (
    ("scans", "started", "request LIKE '%/27%'"),
    ("jobs", "created", "state NOT IN ('waiting', 'running')"),
)
KEPT_DAYS, CHANGES_DAYS, HISTORY_DAYS = 30, 60, 90
"""As the settings say: for how long what is of KEPT stays, and changes, and past observations."""


Calm = tuple[int, float, float, float, float]


@dataclass(slots=True, kw_only=True)
class Watch:
    """`sizes` by month: bytes by file. `prints`: of each day, by process."""

    year: Year
    sizes: list[dict[str, int]] = field(default_factory=list)
    prints: dict[str, list[tuple[datetime, Footprint]]] = field(default_factory=lambda: defaultdict(list))

    def day(self) -> None:
        self._pages()
        self._kept()
        now = self.year.now
        pids = {name: one.process.pid for name, one in self.year.processes.items()}
        pids["engine"] = engine_of(self.year.books.data)
        for name, pid in pids.items():
            if pid:
                self.prints[name].append((now, footprint(pid)))
        if now >= BEGIN + len(self.sizes) * MONTH:
            self.sizes.append(self.year.books.sizes() | {"files": self.year.books.files()})

    def _pages(self) -> None:
        """As somebody looks at it every day."""
        port, key = self.year.mail.port + 1, self.year.key
        host = f"/shodan/host/127.77.0.1?history=true&key={key}"
        search = f"/shodan/host/search?query=port:20063&key={key}"
        for path in ("/healthz", "/healthz/work", "/metrics", "/", host, search):
            status, text = page(port, path)
            well = status in (200, 303) or (path.startswith("/healthz") and status == 503)
            assert well, f"{path}: {status} {text[:500]!r}"
            if path == host:
                self._history(json.loads(text))

    def _history(self, found: dict[str, list[dict[str, str]]]) -> None:
        """The first host of all never changed: it has been seen since the begin, or for three months."""
        oldest = min(one["timestamp"] for one in found["data"])
        self._not_deleted("history", oldest, HISTORY_DAYS)

    def _kept(self) -> None:
        for table, column, ended in KEPT:
            self._not_deleted(table, self.year.books.oldest(table, column, ended), KEPT_DAYS)
        now, model = self.year.now, self.year.model
        stored = self.year.books.changes()
        # The closure of a case has its own time, and is told by the next run.
        since = now - timedelta(days=CHANGES_DAYS) + model.closing
        recent = Counter(one for at, one in model.told if at > since and one[0] != "owner")
        if lost := recent - Counter(one for _, one in stored):
            raise Wrong(f"changes were deleted early: {lost}")
        if false := Counter(one for _, one in stored) - model.happened:
            raise Wrong(f"changes are stored that never were: {false}")
        before = format_utc(now - timedelta(days=CHANGES_DAYS + 6))
        old = [one for at, one in stored if at < before]
        assert not old or model.troubled(now, timedelta(days=8)), f"not deleted: {old[:5]}"

    def _not_deleted(self, what: str, oldest: str, days: int) -> None:
        """What is oldest is as old as it may be. It began a step after the begin."""
        begin = max(BEGIN, self.year.now - timedelta(days=days))
        latest = format_utc(begin + self._mended)
        if self.year.now > BEGIN + self._mended and oldest > latest:
            raise Wrong(f"deleted early: the oldest of {what} is of {oldest}, at {self.year.now}")

    def end(self) -> None:
        """After the last step, while nothing runs."""
        self._own()
        self._outbox()
        environ = {"LEFTOPEN_CONFIG": str(self.year.root / "config")}
        data, wall = self.year.books.data, self.year.machine.wall
        with open_workspace(data, SETTINGS, environ=environ, clock=wall) as workspace:
            assert Cases(workspace.store.records).verify_chain()[1] == ""
            assert not chain_seal.misfit(workspace.store.records, workspace.seal)
        assert digest(self.year.backup) == self.year.digest
        self.year.once("backup", "check", str(self.year.backup), data="")

    @property
    def _mended(self) -> timedelta:
        """So long after trouble a message about the installation itself may still be of it: the next run of
        each monitor puts right what a clock that was ahead dated."""
        return self.year.every + 2 * self.year.pause

    def _own(self) -> None:
        """It says of itself that something does not work only where it does not."""
        for mail in self.year.model.own:
            assert self.year.model.troubled(mail.at, self._mended), (
                f"false alarm at {mail.at}: {mail.subject}\n{mail.text}"
            )

    def _outbox(self) -> None:
        """Each message is sent and came, or was no longer needed; what came twice is counted as unknown."""
        model, sent = self.year.model, set()
        for one in self.year.books.outbox():
            state, unknown = one["state"], one.get("unknown", 0)
            assert state in ("sent", "dropped"), f"a message is {state}: {one}"
            if state == "sent":
                sent.add(one["id"])
                assert 1 <= model.came[one["id"]] <= 1 + unknown, f"came {model.came[one['id']]} times: {one}"
        assert sent == set(model.came), f"{len(sent)} were sent, {len(model.came)} came"
        assert not model.wanted, f"never told: {model.wanted[:5]}"

    def calm(self) -> dict[str, Calm]:
        """Of the calm time: the days; the medians of its middle and last third, of memory (kB) and of
        descriptors."""
        found = {}
        for name, all_of_it in self.prints.items():
            calm = [one for at, one in all_of_it if self.year.plan.is_calm(at)]
            third = len(calm) // 3
            middle, last = calm[third : 2 * third], calm[2 * third :]
            memory = [_median([one.rss_kb for one in some]) for some in (middle, last)]
            handles = [_median([one.descriptors for one in some]) for some in (middle, last)]
            found[name] = (len(calm), memory[0], memory[1], handles[0], handles[1])
        return found

    def flat(self) -> None:
        """Raises Wrong where a process grows."""
        for name, (days, middle_kb, last_kb, middle_fds, last_fds) in self.calm().items():
            if days < ENOUGH:
                continue
            most_fds = middle_fds * PARTS if name == "engine" else middle_fds + FEW
            if last_kb > MORE * middle_kb or last_fds > most_fds:
                raise Wrong(f"{name} grows: {self.calm()}")


def _median(some: Sequence[float]) -> float:
    return statistics.median(some) if some else 0.0
