"""MailDev, an npm package: `MAILDEV_WEB_USER` and `MAILDEV_WEB_PASS` close it.

It marks a mail as read when somebody fetches it by its id, so its read flags are part of its state.
"""

from __future__ import annotations

import json
import os
import time

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from leftopen.demo.stage import deliver
from tests.servers.mailbag import COUNT, mails
from tests.servers.need import missing, node_module, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.web import get

USER = "custodian"


def lacking() -> str:
    return missing("node") or ("" if node_module("maildev") else "npm package maildev not installed")


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    web, smtp = spot.ports
    fresh = not any(folder.glob("*.eml"))
    server = ServerProgram(
        _command(spot, folder.as_posix()),
        ports=(web, smtp),
        log=spot.folder / "maildev.log",
        env=os.environ | _credentials(spot, mode),
    )
    server.start()
    if fresh and mode != "empty":
        deliver(mails()[0], (LOOPBACK, smtp))
    started = Running(port=web, programs=(server,), digest=lambda: _digest(spot, mode))
    _await_all(spot, started, mode)
    return started


def _command(spot: Spot, folder: str) -> list[str]:
    web, smtp = spot.ports
    script = f"{node_module('maildev')}/dist/bin/maildev.js"
    ports = ["--web", str(web), "--web-ip", LOOPBACK, "--smtp", str(smtp), "--ip", LOOPBACK]
    return [program("node"), script, *ports, "--mail-directory", folder]


def _credentials(spot: Spot, mode: str) -> dict[str, str]:
    closed = {"MAILDEV_WEB_USER": USER, "MAILDEV_WEB_PASS": spot.password}
    return {"HOME": str(spot.folder)} | (closed if mode == "closed" else {})


def _listed(spot: Spot, mode: str) -> list[dict[str, object]]:
    user = USER if mode == "closed" else ""
    _, body = get(spot.port, "/api/email", user=user, password=spot.password)
    listed: list[dict[str, object]] = json.loads(body)
    return listed


def _digest(spot: Spot, mode: str) -> str:
    flags = sorted((str(mail["id"]), bool(mail["read"])) for mail in _listed(spot, mode))
    return f"{len(flags)} {flags}"


def _await_all(spot: Spot, started: Running, mode: str) -> None:
    """It reads its folder after it began to listen."""
    until = time.monotonic() + 60
    while len(_listed(spot, mode)) < (0 if mode == "empty" else COUNT):
        if time.monotonic() > until:
            started.stop()
            raise ProgramFailed("maildev does not list all its mails")
        time.sleep(0.05)


server = RealServer(
    name="maildev",
    module="http",
    product="MailDev",
    check="mailbox_web_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=COUNT,
    ports=2,
    # It reloads its mails as read.
    keeps=False,
    heavy=True,
)
