"""Git's own daemon with one repository at its root: closed by not exporting it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot, digest_of_folder

TAGS = 12
EXPORTED = "git-daemon-export-ok"


def start(spot: Spot, mode: str) -> Running:
    folder = _repository(spot, "empty" if mode == "empty" else "full")
    mark = folder.parent / f"{folder.name}-{EXPORTED}"
    mark.touch()
    exported = folder / EXPORTED
    exported.unlink(missing_ok=True)
    if mode != "closed":
        exported.symlink_to(mark)
    command = [program("git"), "daemon", f"--listen={LOOPBACK}", f"--port={spot.port}", "--reuseaddr"]
    command += [f"--base-path={folder}"]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "git-daemon.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder / "refs"))


def _repository(spot: Spot, name: str) -> Path:
    """Bare; the full one has one branch and its tags. Made at the first start."""
    folder = spot.folder / f"{name}.git"
    if not folder.exists():
        _git(spot, "init", "--quiet", "--bare", "--initial-branch=main", str(folder))
        if name == "full":
            _fill(spot, folder)
    return folder


def _fill(spot: Spot, folder: Path) -> None:
    inside = ("-C", str(folder), "-c", "user.name=Custodian", "-c", "user.email=custodian@example.org")
    tree = _git(spot, *inside, "mktree").strip()
    commit = _git(spot, *inside, "commit-tree", "-m", "made up", tree).strip()
    _git(spot, *inside, "update-ref", "refs/heads/main", commit)
    for number in range(TAGS):
        _git(spot, *inside, "tag", f"v{number}", commit)


def _git(spot: Spot, *words: str) -> str:
    """With no configuration but the repository's own."""
    env = {"HOME": str(spot.folder), "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [program("git"), *words], check=True, timeout=60, env=env, capture_output=True, text=True, input=""
    )
    return ran.stdout


server = RealServer(
    name="git_daemon",
    module="git_daemon",
    product="git daemon",
    check="git_daemon_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "empty": EMPTY},
    missing=lambda: missing("git"),
    start=start,
    records=TAGS + 1,
)
