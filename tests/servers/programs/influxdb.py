"""Debian's InfluxDB 1.6: closed by `auth-enabled`, with an administrator or (`ownerless`) without one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import quote

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder
from tests.servers.rest import Client

DATABASES = ("made_up_sensors", "made up, too")
SERIES = 40
AT_ONCE = 50_000
USER = "custodian"


def start(spot: Spot, mode: str, series: int = SERIES) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    if mode != "empty":
        _prepare(spot, folder, mode, series)
    server = _program(spot, folder, locked=mode in ("closed", "ownerless"))
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    return Running(
        port=spot.port,
        programs=(server,),
        # Nobody may ask an ownerless one anything; what it knows of users and databases is one file.
        digest=lambda: digest_of_folder(folder / "meta") if mode == "ownerless" else _digest(client),
    )


def _prepare(spot: Spot, folder: Path, mode: str, series: int) -> None:
    """One start without a password: to write the points, and to make the administrator."""
    fresh, owned = not any(folder.iterdir()), (spot.folder / "owned").exists()
    if not fresh and (owned or mode != "closed"):
        return
    server = _program(spot, folder, locked=False)
    server.start()
    try:
        client = Client(port=spot.port)
        for name, count in zip(DATABASES, (series - 1, 1), strict=True) if fresh else ():
            _query(client, f'CREATE DATABASE "{name}"')
            _write(client, name, count)
        if mode == "closed":
            _query(client, f"CREATE USER {USER} WITH PASSWORD '{spot.password}' WITH ALL PRIVILEGES")
            spot.private("owned", "yes")
    finally:
        server.stop()


def _write(client: Client, name: str, count: int) -> None:
    """One point for each series."""
    for begin in range(0, count, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, count))
        lines = "\n".join(
            f"reading,sensor=s{number} value={number} 1675900800000000000" for number in numbers
        )
        client.ask("POST", f"/write?db={quote(name)}", lines.encode(), kind="text/plain")


def _query(client: Client, text: str) -> list[list[object]]:
    """All rows of the answer."""
    heard, _ = client.ask("POST", f"/query?q={quote(text, safe='')}")
    (result,) = json.loads(heard)["results"]
    if "error" in result:
        raise RuntimeError(f"{text}: {result}")
    return [row for series in result.get("series", []) for row in series.get("values", [])]


def _program(spot: Spot, folder: Path, *, locked: bool) -> ServerProgram:
    config = spot.private("influxdb.conf", _config(spot, folder, locked=locked))
    command = [program("influxd"), "-config", str(config)]
    return ServerProgram(command, ports=spot.ports, log=spot.folder / "influxdb.log")


def _config(spot: Spot, folder: Path, *, locked: bool) -> str:
    return f"""
reporting-disabled = true
bind-address = "{LOOPBACK}:{spot.ports[1]}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  max-series-per-database = 0
  max-values-per-tag = 0
[monitor]
  store-enabled = false
[http]
  bind-address = "{LOOPBACK}:{spot.port}"
  auth-enabled = {str(locked).lower()}
  log-enabled = false
"""


def _digest(client: Client) -> str:
    """Every database with its points, and the users but the harness's own, who comes when it is closed."""
    names = sorted(str(row[0]) for row in _query(client, "SHOW DATABASES"))
    answer: list[object] = [names, [row for row in _query(client, "SHOW USERS") if row[0] != USER]]
    for name in names:
        answer.append(_query(client, f'SELECT COUNT(*), SUM(*) FROM "{name}"../.*/'))
        answer.append(_query(client, f'SHOW SERIES EXACT CARDINALITY ON "{name}"'))
    return hashlib.sha256(repr(answer).encode()).hexdigest()


server = RealServer(
    name="influxdb",
    module="influxdb",
    product="InfluxDB",
    check="influxdb_open",
    modes={"open": OPEN, "closed": PASSWORD, "ownerless": FORBIDDEN, "empty": EMPTY},
    missing=lambda: missing("influxd"),
    start=start,
    records=SERIES,
    ports=2,
)
