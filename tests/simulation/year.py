"""A year of a watchman: `leftopen serve` and `leftopen worker` over one data folder, while servers change and
what is around them fails; judged after each step."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from leftopen.service.workspace.workspace import open_workspace
from tests.simulation.year_begin import BEGIN, OLDER, SETTINGS, older_folder, prepared
from tests.simulation.year_books import Books
from tests.simulation.year_clock import SimMachine
from tests.simulation.year_model import YearModel, of_monitor
from tests.simulation.year_plan import VERSIONS, YearPlan
from tests.simulation.year_process import YearProcess, engine_of
from tests.simulation.year_world import SimMail, SimServers, first_servers

BESIDE, LOOKS = timedelta(minutes=16), timedelta(minutes=10)
"""After a step for what waits a little; between two looks at a clock that is not trusted."""
ALL_DUE = timedelta(seconds=1)
ROOM, NO_ROOM = 50e9, 100e6


@dataclass(slots=True, kw_only=True)
class Year:
    """`every`: the interval of the monitors. `killed`: how many kills there were of each."""

    root: Path
    random: Random
    days: int
    every: timedelta
    servers: SimServers
    machine: SimMachine = field(init=False)
    mail: SimMail = field(init=False)
    model: YearModel = field(init=False)
    plan: YearPlan = field(init=False)
    serve: YearProcess = field(init=False)
    worker: YearProcess = field(init=False)
    books: Books = field(init=False)
    killed: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    key: str = ""
    digest: str = ""

    def __post_init__(self) -> None:
        self.machine = SimMachine.mapped(self.root / "machine")
        self.machine.put("begin", BEGIN.timestamp())
        self.machine.put("shift", -time.monotonic())
        self.machine.put("free", ROOM)
        self.mail = SimMail(clock=self.machine.true)
        self.model = YearModel(every=self.every, step=min(self.every, timedelta(days=1)))
        self.plan = YearPlan(
            random=self.random,
            begin=BEGIN,
            days=self.days,
            rests=self.model.closing + self.every,
            share=self.pause / timedelta(days=1),
        )
        self.books = Books(data=self.root / "data")
        self.serve = self._process("serve", "--port", str(self.mail.port + 1))
        self.worker = self._process("worker")

    def _process(self, *words: str, data: str = "data") -> YearProcess:
        given = {name: value for name, value in os.environ.items() if not name.startswith("LEFTOPEN_")}
        for name, value in {**SETTINGS, "smtp_port": self.mail.port}.items():
            given[f"LEFTOPEN_{name.upper()}"] = str(value)
        return YearProcess(
            machine=self.root / "machine", log=self.root / f"{words[0]}.log",
            words=(*words, *(["--data", str(self.root / data)] if data else [])),
            environ={**given, "LEFTOPEN_CONFIG": str(self.root / "config")}, version=VERSIONS[0],
        )  # fmt: skip

    @property
    def backup(self) -> Path:
        return self.root / "year.backup"

    @property
    def pause(self) -> timedelta:
        """Between two steps."""
        return self.model.step

    @property
    def now(self) -> datetime:
        return self.machine.true()

    @property
    def processes(self) -> dict[str, YearProcess]:
        return {"serve": self.serve, "worker": self.worker}

    def begin(self) -> None:
        """An older folder, its update, and monitors; then both processes."""
        for server in first_servers():
            self.servers.open(server)
            if server.exposed:
                self.model.exposed(server, opened=True, at=self.now, first=True)
        environ = {"LEFTOPEN_CONFIG": str(self.root / "config")}
        with open_workspace(self.books.data, SETTINGS, environ=environ, clock=self.machine.wall) as workspace:
            self.key = prepared(workspace, self.every)
        self.mail.start()
        for one in self.processes.values():
            one.start()
            one.ready()
        self.step()
        self._beside(killed=False)

    def end(self) -> None:
        for one in self.processes.values():
            one.stop()
        self.mail.stop()

    def advance(self) -> None:
        """The time of one step, with all that happens at its end."""
        self._passes(self._until_due())
        self._faults()
        for before, after in self.plan.change(self.servers, self.now):
            self._exposed(before, after)
        victim = self._victim()
        self.step(victim)
        self._beside(killed=bool(victim))

    def _beside(self, *, killed: bool) -> None:
        """What waits some minutes only: messages, and what was interrupted."""
        for number in range(3):
            waits = self.mail.up and self.books.waiting(self.now + self.wrong + BESIDE)
            if not waits and (number or not killed):
                break
            self._passes(BESIDE)
            self.step()

    def settle(self, days: int) -> None:
        """Nothing changes any more, and what failed is over."""
        self.plan.faults.clear()
        self.plan.kills.clear()
        for _ in range(days * timedelta(days=1) // self.pause):
            self._passes(self._until_due())
            self.step()
            self._passes(BESIDE)
            self.step()

    @property
    def wrong(self) -> timedelta:
        return timedelta(seconds=self.machine.get("wrong"))

    def _exposed(self, before: object, after: object) -> None:
        for server, opened_now in ((before, False), (after, True)):
            other = after if server is before else before
            if server is not None and server.exposed and not (other is not None and other.exposed):  # type: ignore[attr-defined]
                self.model.exposed(server, opened=opened_now, at=self.now)  # type: ignore[arg-type]

    def _passes(self, time: timedelta) -> None:
        """While the clock is not trusted somebody looks at it again and again, as an idle worker does."""
        to = self.now + time
        while not self.books.trusted() and self.now + LOOKS < to:
            self.machine.passes(self.now + LOOKS)
            self.serve.look()
        self.machine.passes(to)

    def _until_due(self) -> timedelta:
        """Until all monitors that are due within one pause are, as if a worker had been idle until then; the
        whole pause where those that are due wait for something else, such as room on the disk."""
        latest = self.books.last_due("monitor", self.now + self.wrong + self.pause)
        left = latest - self.wrong - self.now if latest is not None else timedelta()
        return left + ALL_DUE if left > timedelta() else self.pause

    def _faults(self) -> None:
        for fault in list(self.plan.faults):
            if fault.begin <= self.now and fault.begin + fault.length > self.now - self.pause:
                self._fault(fault.kind, begins=True)
            if fault.begin + fault.length <= self.now:
                self.plan.faults.remove(fault)
                self._fault(fault.kind, begins=False)
        for at in list(self.plan.upgrades):
            if at <= self.now:
                self.plan.upgrades.remove(at)
                self._upgrade()
        if self.plan.older <= self.now and not self.faults["older"]:
            self._older()

    def _fault(self, kind: str, *, begins: bool) -> None:
        open_now = any(end is None for _, end in self.model.trouble)
        if begins and not open_now:
            self.model.begins(self.now)
            self.faults[kind] += 1
        match kind:
            case "mail" if begins:
                self.mail.stop()
            case "mail":
                self.mail.start()
            case "disk":
                self.machine.put("free", NO_ROOM if begins else ROOM)
            case "hour back":
                self.machine.put("wrong", -3600.0 if begins else 0.0)
            case "year ahead" if begins:
                self.machine.put("wrong", 365 * 86_400.0)
                self.step()
                self.machine.passes(self.now + timedelta(seconds=30))
                self.machine.put("wrong", 0.0)
        if not begins:
            self.model.ends(self.now)

    def _upgrade(self) -> None:
        """To another version that has the same format."""
        self.faults["upgrade"] += 1
        for one in self.processes.values():
            one.stop()
            one.version = VERSIONS[self.faults["upgrade"] % len(VERSIONS)]
            one.start()
            one.ready()

    def _older(self) -> None:
        """A backup is made while all goes on. A version that knows only older records refuses these, and this
        one refuses older ones; both leave them as they are."""
        self.faults["older"] += 1
        self.once("backup", "run", str(self.backup))
        self.digest = digest(self.backup)
        records = self.root / "older" / "records.sqlite"
        older_folder(records.parent)
        before = digest(records)
        answer = self.once("worker", "--until-idle", older=OLDER, code=1)
        assert f"newer than this leftopen ({OLDER})" in answer, answer
        answer = self.once("worker", "--until-idle", data="older", code=1)
        assert f"version {OLDER}, from before the first release" in answer, answer
        assert digest(records) == before

    def once(self, *words: str, data: str = "data", older: str = "", code: int = 0) -> str:
        """What another process says that ends by itself. `data`: its data folder, '' for none."""
        other = self._process(*words, data=data)
        other.log = self.root / f"once-{words[0]}-{data}-{older}.log"
        other.start(older)
        other.ended(code)
        return other.said()

    def _victim(self) -> str:
        due = [at for at in self.plan.kills if at <= self.now]
        for at in due:
            self.plan.kills.remove(at)
        return self.random.choice(("serve", "worker", "engine")) if due else ""

    def step(self, victim: str = "") -> None:
        """Everything that is due; one process may be killed meanwhile."""
        self.steps += 1
        for one in self.processes.values():
            one.work()
        if victim:
            time.sleep(self.random.uniform(0.0, 1.5))
            self._kill(victim)
        for name, one in self.processes.items():
            if name != victim:
                one.worked()
        if victim in self.processes:
            again = self.processes[victim]
            again.start()
            again.ready()
            again.work()
            again.worked()
        self.judge(killed=bool(victim))

    def _kill(self, victim: str) -> None:
        if victim in self.processes:
            self.processes[victim].kill()
        elif pid := engine_of(self.books.data):
            os.kill(pid, 9)
        self.killed[victim] += 1

    def judge(self, *, killed: bool = False) -> None:
        now = self.now
        for name, runs in self.books.runs().items():
            monitor = int(name[1:])
            self.model.ran(monitor, runs, of_monitor(self.servers.now.values(), monitor), now, killed=killed)
        for mail in self.mail.taken():
            self.model.heard(mail, killed=killed)
        self.model.late(now)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
