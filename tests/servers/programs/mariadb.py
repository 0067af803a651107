"""Debian's MariaDB with an anonymous account, or without one.

`refused` has no user for anything but the socket in this test's folder, so its greeting is an error.
`encrypted` offers TLS with a certificate of its own. `empty` lets everyone in and shows no database.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.certificate import self_signed
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, METADATA, PASSWORD, RealServer, Running, Spot

SQL = """
CREATE DATABASE made_up; USE made_up;
CREATE TABLE notes AS SELECT seq, 'made up' AS note FROM seq_1_to_25;
"""


def start(spot: Spot, mode: str) -> Running:
    data = spot.folder / "data"
    fresh = not data.exists()
    if fresh:
        _run(
            "mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={_user()}",
            "--skip-test-db", f"--tmpdir={spot.inside('tmp')}",
        )  # fmt: skip
    server = ServerProgram(
        [program("mariadbd"), *_options(spot, data, mode)],
        ports=(spot.port,),
        log=spot.folder / "mariadb.log",
    )
    server.start()
    try:
        if fresh:
            _query(spot, SQL)
        _query(spot, _users(mode))
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _options(spot: Spot, data: Path, mode: str) -> list[str]:
    # Each removes at its start the temporary tables that it finds: another's, were the folder not its own.
    options = [
        "--no-defaults", f"--tmpdir={spot.inside('tmp')}", f"--datadir={data}",
        f"--user={_user()}", f"--port={spot.port}",
        f"--bind-address={LOOPBACK}", f"--socket={_socket(spot)}", f"--pid-file={spot.folder}/pid",
        "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M",
    ]  # fmt: skip
    if mode != "encrypted":
        return [*options, "--skip-ssl"]
    certificate, key = self_signed(spot.folder)
    return [*options, f"--ssl-cert={certificate}", f"--ssl-key={key}"]


def _users(mode: str) -> str:
    """Who may come over the network: anybody, one made-up user with a password, or nobody."""
    anybody, somebody = f"''@'{LOOPBACK}'", f"'nobody'@'{LOOPBACK}'"
    gone = f"DROP USER IF EXISTS {anybody}, {somebody};"
    if mode == "refused":
        return gone
    if mode == "closed":
        return f"{gone} CREATE USER {somebody} IDENTIFIED BY 'made up'"
    shown = "" if mode == "empty" else f"GRANT SELECT ON made_up.* TO {anybody}"
    return f"{gone} CREATE USER {anybody}; {shown}"


def _digest(spot: Spot) -> str:
    """Every record, user and database; without the users that the modes make."""
    answer = _query(
        spot,
        "CHECKSUM TABLE made_up.notes EXTENDED; SHOW DATABASES;"
        "SELECT User, Host, Priv FROM mysql.global_priv WHERE User NOT IN ('', 'nobody') ORDER BY 1, 2",
    )
    return hashlib.sha256(answer.encode()).hexdigest()


def _query(spot: Spot, sql: str) -> str:
    way = ("--no-defaults", "--skip-ssl", f"--socket={_socket(spot)}", "--user=root", "--batch")
    return _run("mariadb", *way, f"--execute={sql}")


def _socket(spot: Spot) -> Path:
    return spot.folder / "s"


def _run(name: str, *arguments: str) -> str:
    ran = subprocess.run([program(name), *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _user() -> str:
    return "root" if os.geteuid() == 0 else str(os.geteuid())


server = RealServer(
    name="mariadb",
    module="mysql",
    product="MariaDB",
    check="mysql_anonymous",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY, "encrypted": METADATA, "refused": FORBIDDEN},
    missing=lambda: missing("mariadbd", "mariadb-install-db", "mariadb"),
    start=start,
)
