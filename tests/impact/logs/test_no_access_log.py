"""Servers that print what they do, and write no access log: from that nothing can be known."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from leftopen.model.access_logs import Item
from tests.impact.logs.scene import told
from tests.impact.logs.test_real_logs import STRANGER, ask
from tests.servers.need import missing_venv, node_module, program, require, venv_program
from tests.servers.programs import s3rver

pytestmark = [pytest.mark.slow, pytest.mark.full]
FILE, UNREAD = "/records/made-up-0.txt", "/records/made-up-1.txt"
LOUD = s3rver.SCRIPT.replace("silent: true", "silent: false")


def command(kind: str, port: int, root: Path) -> list[str]:
    if kind != "s3rver":
        address = f"{LOOPBACK}:{port}"
        return [venv_program("rclone"), "serve", kind, "--addr", address, "-v", "--read-only", str(root)]
    module = str(node_module("s3rver"))
    return [program("node"), "-e", LOUD % LOOPBACK, module, str(port), str(root), "records"]


@pytest.mark.parametrize("kind", ["http", "webdav", "s3", "s3rver"])
def test_what_a_server_prints_proves_nothing(tmp_path: Path, kind: str) -> None:
    """rclone names a client and a path, but no status; s3rver a status, but no client."""
    require(s3rver.lacking() if kind == "s3rver" else missing_venv("rclone"))
    root = tmp_path / "root"
    (root / "records").mkdir(parents=True)
    for path in (FILE, UNREAD):
        (root / path[1:]).write_text("made up\n")
    (port,) = free_ports(1, random.SystemRandom())
    log = tmp_path / "server.log"
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    running = ServerProgram(command(kind, port, root), ports=(port,), log=log, env=env)
    running.start()
    try:
        expected = b" 404 " if kind == "s3rver" else b" 200 "
        assert expected in ask(port, STRANGER, f"GET {FILE}")[:20]
    finally:
        running.stop()
    text = log.read_text()
    assert "made-up-0" in text or kind in ("http", "s3")
    items = [Item(id="", path=path, size=8) for path in (FILE, UNREAD)]
    found = told(tmp_path, text, items)
    assert {file.state for file in found.found.files} == {"unread"}
    assert set(found.verdicts.values()) == {"cannot_be_known"}
