"""`leftopen serve` as a person runs it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import httpx2

from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from tests.cli.program import ran
from tests.durability.runs import MAIN, Folder
from tests.servers.namespaces import Namespace
from tests.service.office import office
from tests.web.seen import observations

Plain = str | int | bool
STARTED_S = 180.0
HOOKS = {"recipients": "http://127.0.0.1:9/hook http://127.0.0.1:9/other", "notify_private": "yes"}
"""Named for notifiers; nothing listens there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """`key` may scan. `desk` is open on the same data folder, in this process. In a `namespace` the server
    is reached from there only."""

    url: str
    key: str
    workspace: Workspace
    folder: Folder
    process: subprocess.Popen[bytes]
    namespace: Namespace | None = None

    def get(self, path: str, **params: Plain) -> httpx2.Response:
        return httpx2.get(self.url + path, params={"key": self.key, **params}, timeout=60)

    def json(self, path: str, **params: Plain) -> Any:
        answer = self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()


def said_by(root: Path) -> list[str]:
    """What the server of that folder logged, without times, levels and fields; not how its jobs went."""
    lines = (root / "serve.err").read_text().splitlines()
    found = [re.fullmatch(r"\S+ (?:info|warning|error): (.*) \[(\S+)[^]]*\]", line) for line in lines]
    assert None not in found, lines
    return [one[1] for one in found if one is not None and one[2] != "job_done"]


@contextmanager
def served(root: Path, namespace: Namespace | None = None) -> Iterator[Served]:
    folder = Folder(
        root=root, settings={"banner_wait": 0.1, "connect_timeout": 0.5, "deadline": 2.0, **HOOKS}
    )
    with office(root) as workspace:
        ObservationWriter(workspace.store.client).add(observations())
        made = ran(folder, "key", "add", "test", "--scan", "--json")
        assert made.code == 0, made.err
        words = [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(folder.data)]
        with (root / "serve.err").open("wb") as answer:
            process = subprocess.Popen(
                namespace.command(*words) if namespace else words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=answer,
                env=folder.environ(),
            )
        try:
            url = _url(process, namespace)
            yield Served(
                url=url, key=made.lines[0]["key"], workspace=workspace, folder=folder, process=process,
                namespace=namespace,
            )  # fmt: skip
        finally:
            code = ended(process)
            assert process.stdout is not None
            process.stdout.close()
        assert code == 0, (root / "serve.err").read_text()


def ended(process: subprocess.Popen[bytes]) -> int:
    """SIGTERM, and its exit code."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(60)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


ASKED_WITHOUT_A_KEY = "refused with 401: GET '/api-info' from 127.0.0.1"
"""What the server says of the question by which it is seen to answer."""
_URLS: WeakKeyDictionary[subprocess.Popen[bytes], str] = WeakKeyDictionary()


def listening_at(process: subprocess.Popen[bytes]) -> str:
    """What its first line says, which can be read once."""
    assert process.stdout is not None
    if process not in _URLS:
        line = process.stdout.readline()
        assert line, "it ended before it listened"
        _URLS[process] = str(json.loads(line)["url"])
    return _URLS[process]


def _url(process: subprocess.Popen[bytes], namespace: Namespace | None) -> str:
    url = listening_at(process)

    def answers() -> bool:
        return httpx2.get(f"{url}/api-info", timeout=STARTED_S).status_code == 401

    assert namespace.within(answers) if namespace else answers()
    return url
