"""Debian's PostgreSQL, the newest that is installed: trusting everybody, asking for a password, or refusing.

There is no empty mode: the check logs nobody in and sees no data in any mode. `encrypted` trusts, but only
inside TLS; `clear` trusts, but only without it. PostgreSQL refuses to be root, so root becomes `postgres`
there, and keeps the right to enter this test's private folder. The harness asks over a socket in that folder.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import time
from pathlib import Path

from leftopen.demo.program import LOOPBACK, START_LIMIT, ProgramFailed, ServerProgram
from tests.servers.certificate import self_signed
from tests.servers.need import program
from tests.servers.real import ACCESS, FORBIDDEN, PASSWORD, RealServer, Running, Spot

RECORDS = 25
RULES = {
    "open": "host all all 127.0.0.1/32 trust",
    "closed": "host all all 127.0.0.1/32 scram-sha-256",
    "rejected": "host all all 127.0.0.1/32 reject",
    "encrypted": "hostssl all all 127.0.0.1/32 trust",
    "clear": "hostnossl all all 127.0.0.1/32 trust",
    "own_database": "host sameuser all 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256",
}
TABLE = f"""
CREATE TABLE made_up AS SELECT number, 'made up' AS note FROM generate_series(1, {RECORDS}) AS number;
"""


def start(spot: Spot, mode: str) -> Running:
    data = spot.folder / "data"
    fresh = not data.exists()
    if fresh:
        data.mkdir(mode=0o700)
        _owned(data)
        _run(spot, "initdb", "--pgdata", str(data), "--no-sync", "--auth", "trust", "--username", "harness")
    (data / "pg_hba.conf").write_text(f"local all all trust\n{RULES[mode]}\n")
    server = ServerProgram(
        _as_user(_command(spot, data, mode)), ports=(spot.port,), log=spot.folder / "postgresql.log"
    )
    server.start()
    try:
        _await_ready(spot)
        if fresh:
            _query(spot, TABLE)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _command(spot: Spot, data: Path, mode: str) -> list[str]:
    options = {
        "listen_addresses": LOOPBACK,
        "port": str(spot.port),
        "unix_socket_directories": _socket(spot),
        "fsync": "off",
        "autovacuum": "off",
        **(_tls(data) if mode in ("encrypted", "clear") else {}),
    }
    pairs = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return [_installed("postgres"), "-D", str(data), *pairs]


def _socket(spot: Spot) -> str:
    """Abstract, because the path of a file may be too long for a socket (107 bytes)."""
    return f"@leftopen-tests-{spot.port}"


def _tls(data: Path) -> dict[str, str]:
    certificate, key = self_signed(data)
    for file in (certificate, key):
        _owned(file)
    return {"ssl": "on", "ssl_cert_file": str(certificate), "ssl_key_file": str(key)}


def _digest(spot: Spot) -> str:
    """Every record, every user and database, and how many transactions have written anything. Not the counts
    of rows in the statistics: those come late."""
    answer = _query(
        spot,
        "SELECT * FROM made_up ORDER BY 1; SELECT rolname, rolpassword FROM pg_authid ORDER BY 1;"
        "SELECT datname FROM pg_database ORDER BY 1;"
        "SELECT pg_snapshot_xmax(pg_current_snapshot());",
    )
    return hashlib.sha256(answer.encode()).hexdigest()


def _await_ready(spot: Spot) -> None:
    """It listens before it answers. Raises ProgramFailed after START_LIMIT."""
    until = time.monotonic() + START_LIMIT
    asked = [
        _installed("pg_isready"),
        "--host",
        _socket(spot),
        "--port",
        str(spot.port),
        "--quiet",
    ]
    while subprocess.run(asked, check=False, timeout=60).returncode:
        if time.monotonic() > until:
            raise ProgramFailed("postgresql listens and does not answer")
        time.sleep(0.05)


def _query(spot: Spot, sql: str) -> str:
    return _run(
        spot, "psql", "--host", _socket(spot), "--port", str(spot.port), "--username", "harness",
        "--dbname", "postgres", "--no-psqlrc", "--tuples-only", "--set", "ON_ERROR_STOP=1", "--command", sql,
    )  # fmt: skip


def _run(spot: Spot, name: str, *arguments: str) -> str:
    ran = subprocess.run(
        _as_user([_installed(name), *arguments]),
        cwd=spot.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _as_user(command: list[str]) -> list[str]:
    """Anybody but root is unprivileged already."""
    if os.geteuid() != 0:
        return command
    rights = "+dac_override,+dac_read_search"
    user = ("--reuid=postgres", "--regid=postgres", "--clear-groups")
    return [program("setpriv"), *user, f"--inh-caps={rights}", f"--ambient-caps={rights}", *command]


def _owned(path: Path) -> None:
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _installed(name: str) -> str:
    """Of the newest release; '' when there is none."""
    releases = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: (len(path.name), path.name))
    found = [path / "bin" / name for path in releases if (path / "bin" / name).exists()]
    return str(found[-1]) if found else ""


def _missing() -> str:
    lacking = [name for name in ("postgres", "initdb", "psql", "pg_isready") if not _installed(name)]
    if not program("setpriv"):
        lacking.append("setpriv")
    return f"{', '.join(lacking)} not installed" if lacking else ""


server = RealServer(
    name="postgresql",
    module="postgresql",
    product="PostgreSQL",
    check="postgresql_trust",
    modes={
        "open": ACCESS,
        "closed": PASSWORD,
        "rejected": FORBIDDEN,
        "encrypted": ACCESS,
        "clear": ACCESS,
        "own_database": PASSWORD,
    },
    missing=_missing,
    start=start,
)
