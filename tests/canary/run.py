"""Everything that a person would do with leftopen, once, on servers that hold the canaries."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leftopen.demo import servers
from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.demo.stage import await_stored, deliver
from leftopen.store import Store
from tests.canary import planted
from tests.canary.imported import HOOK, exported, import_and_export
from tests.canary.places import RECORDS, everything
from tests.cli.fork_server import fork_server

NAMES = ("mailbox", "smtp", "files", "home", "title")


@dataclass(slots=True, kw_only=True)
class Run:
    """`said` what each command wrote, on both its streams; `mails` what came to the owner; `folder` holds
    the data, the keys, the reports and what programs took for temporary; what a command writes lies `beside`
    it until it is read."""

    folder: Path
    beside: Path
    said: dict[str, bytes] = field(default_factory=dict)
    mails: list[bytes] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def __call__(self, *words: str, exits: int = 0) -> bytes:
        """Runs the real command; its exit code must be `exits`."""
        files = [self.beside / name for name in ("out", "err")]
        code = fork_server().run(
            {
                "words": list(words),
                "folder": str(self.folder),
                "environ": self.environ(),
                "out": str(files[0]),
                "err": str(files[1]),
            }
        )
        name = f"{len(self.said) // 2} {' '.join(words)}"
        out, err = (file.read_bytes() for file in files)
        self.said[f"stdout of {name}"], self.said[f"stderr of {name}"] = out, err
        assert code == exits, (name, code, out[-2000:], err[-2000:])
        return out

    def places(self) -> dict[str, bytes]:
        """Everything there is, to search."""
        with Store.open(self.data) as store:
            kept = everything(self.data, store.client, self.folder)
        kept |= exported(self.folder)
        return {**kept, **self.said, **{f"mail {at}": mail for at, mail in enumerate(self.mails)}}

    def environ(self) -> dict[str, str]:
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(temporary),
            "LEFTOPEN_DATA": str(self.data),
            "LEFTOPEN_CONFIG": str(self.folder / "config"),
            "LEFTOPEN_SMTP_HOST": LOOPBACK,
            "LEFTOPEN_SMTP_PORT": str(self.ports["sink"]),
            "LEFTOPEN_SMTP_SECURITY": "none",
            "LEFTOPEN_CONTACT": "mailto:desk@leftopen.example",
            "LEFTOPEN_MAIL_FROM": "desk@leftopen.example",
            "LEFTOPEN_RECIPIENTS": HOOK,
            "LEFTOPEN_NOTIFY_PRIVATE": "yes",
        }


def whole_run(folder: Path, shared: Path) -> Iterator[Run]:
    """`folder` is leftopen's; `shared` is the servers', which hold the canaries by right."""
    with ExitStack() as stack:
        run = Run(folder=folder, beside=shared)
        run.ports = dict(zip(NAMES, free_ports(len(NAMES), random.SystemRandom()), strict=True))
        sink = stack.enter_context(SmtpSink())
        run.ports["sink"] = sink.port
        stack.enter_context(planted.page(planted.HOME_PAGE, run.ports["home"], "/"))
        stack.enter_context(planted.page(planted.TITLE_PAGE, run.ports["title"]))
        mailbox, files = _open(run, shared, stack)
        _look(run, stack)
        mailbox.stop()
        files.stop()
        _closed(run, shared, stack)
        _look_again(run)
        import_and_export(run, run.data, run.folder, run.environ())
        run.mails = list(sink.received)
        yield run


def _open(run: Run, shared: Path, stack: ExitStack) -> tuple[ServerProgram, ServerProgram]:
    mailbox = servers.sendria(shared, run.ports["mailbox"], run.ports["smtp"], None)
    mailbox.start()
    stack.callback(mailbox.stop)
    mails = planted.mails()
    deliver(mails, (LOOPBACK, run.ports["smtp"]))
    await_stored(servers.database(shared), len(mails))
    (shared / "share").mkdir()
    planted.fill(shared / "share")
    files = servers.files(shared, run.ports["files"], None, "an upload password")
    files.start()
    stack.callback(files.stop)
    return mailbox, files


def _closed(run: Run, shared: Path, stack: ExitStack) -> None:
    mailbox = servers.sendria(shared, run.ports["mailbox"], run.ports["smtp"], "a long password")
    files = servers.files(shared, run.ports["files"], "a long password", "an upload password")
    for server in (mailbox, files):
        server.start()
        stack.callback(server.stop)


def _look(run: Run, stack: ExitStack) -> None:
    """Authorise, plan, scan (as a program and as a person), search, notify, report, look again."""
    run("scope", "add", "127.0.0.0/8", "--authorised-by", "the owner", "--until", "2099-01-01", "--read",
        "sample", "--contact", "mailto:soc@owner.example")  # fmt: skip
    ports = ",".join(str(run.ports[name]) for name in NAMES)
    # While somebody has the records open, their write-ahead log stays, and can be searched.
    reader = sqlite3.connect(f"file:{run.data / RECORDS}?mode=ro", uri=True)
    stack.callback(reader.close)
    reader.execute("SELECT count(*) FROM scopes").fetchall()
    run("plan", "127.0.0.1", "--ports", ports)
    run("scan", "127.0.0.1", "--ports", ports, "--json", "--again")
    run("scan", "127.0.0.1", "--ports", ports, "--again")
    run("search", "", "--history")
    run("search", "", "--history", "--json")
    run("host", "127.0.0.1", "--history", "--json")
    run("cases", "list")
    run.cases = [json.loads(line) for line in run("cases", "list", "--json").splitlines()]
    for case in run.cases:
        run("notify", case["id"], "--json")
        run("report", case["id"], "--out", f"open-{case['id']}.html")
    gravest = run.cases[0]["id"]
    run("cases", "show", gravest)
    run("cases", "show", gravest, "--json")
    run("notify", gravest, "--dry-run", "--again")
    run("report", gravest, "--out", f"open-{gravest}.json")
    run("verify", "--all", "--json")
    run("doctor")


def _look_again(run: Run) -> None:
    """After passwords: verify, prove, report once more."""
    run("verify", "--all")
    for case in run.cases:
        if case["port"] in (run.ports["mailbox"], run.ports["files"]):
            run("proof", case["id"], "--out", f"proof-{case['id']}.json")
            run("report", case["id"], "--out", f"closed-{case['id']}.html")
    gravest = run.cases[0]["id"]
    run("proof", gravest)
    run("report", gravest, "--out", f"closed-{gravest}.json")
