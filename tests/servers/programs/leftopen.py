"""leftopen itself behind nginx: `open` where nginx brings somebody's cookie for everybody, `keyed` where it
adds a key to what it hands to the API, `closed` where it adds nothing."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from leftopen.model.api_key import Right
from leftopen.model.permission import Role
from leftopen.model.user import SignInStage
from leftopen.service.identity import accounts, api_keys, passwords, sessions
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import Users, UserWriter
from tests.durability.runs import MAIN
from tests.servers.front import front
from tests.servers.need import missing
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.service.office import office
from tests.web.seen import observations

TABLES = ("users", "api_keys", "scopes", "events", "audit", "scans", "imports", "notices", "one_time_links")


def start(spot: Spot, mode: str) -> Running:
    """nginx has the first port, leftopen the second."""
    root = spot.inside("empty" if mode == "empty" else "full")
    cookie, key = _furnished(root, mode)
    words = [sys.executable, "-c", MAIN, "serve", "--port", str(spot.ports[1]), "--data", str(root / "data")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEFTOPEN_")}
    env = kept | {"LEFTOPEN_CONFIG": str(root / "config")}
    served = ServerProgram(words, ports=(spot.ports[1],), log=spot.folder / "leftopen.log", env=env)
    before = _front(spot, cookie if mode in ("open", "empty") else "", key if mode == "keyed" else "")
    served.start()
    try:
        before.start()
    except BaseException:
        served.stop()
        raise
    return Running(
        port=spot.port, programs=(served, before), digest=lambda: _digest(root), after=lambda: _left(root)
    )


def _furnished(root: Path, mode: str) -> tuple[str, str]:
    """A cookie's value and an API key of a folder with an account, and something in it."""
    with office(root) as workspace:
        if not Users(workspace.store.records).list():
            user, _ = accounts.invite(workspace, "maria", Role.ANALYST, (), by="a test")
            known = passwords.hash_password("a walk along the harbour", "maria")
            UserWriter(Changes(workspace.store.records)).change(
                user.id, lambda old: replace(old, password=known)
            )
            if mode != "empty":
                ObservationWriter(workspace.store.client).add(observations())
        [user] = Users(workspace.store.records).list()
        _, token = sessions.begin(workspace, user, SignInStage.WHOLE, "a proxy")
        # Only where it is needed: what a look may not change is compared over restarts, too.
        _, key = (
            api_keys.add(workspace, f"a proxy {token[:8]}", Right.READ, None) if mode == "keyed" else ("", "")
        )
        return token, key


def _front(spot: Spot, cookie: str, key: str) -> ServerProgram:
    behind = f"http://{LOOPBACK}:{spot.ports[1]}"
    brought = f'proxy_set_header Cookie "leftopen-{spot.ports[1]}={cookie}";' if cookie else ""
    keyed = f"location /shodan/ {{ proxy_pass {behind}$uri?$args&key={key}; }}" if key else ""
    return front(spot, f"{keyed}\n    location / {{ {brought} proxy_pass {behind}; }}")


def _digest(root: Path) -> str:
    """People, keys, cases and the audit: what a look may not change. That a session was used is the
    proxy's doing, and each start of the server writes one line of its own."""
    file = f"file:{root}/data/records.sqlite?mode=ro"
    with closing(sqlite3.connect(file, uri=True, timeout=60)) as records:
        rows = {table: records.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES}
    rows["audit"] = [row[1:] for row in rows["audit"] if "serve" not in row]
    return repr(rows)


def _left(root: Path) -> None:
    """The engine leaves with its socket; else it would stay for half a minute."""
    (root / "data" / "engine.sock").unlink(missing_ok=True)


server = RealServer(
    name="leftopen",
    module="http",
    product="leftopen",
    check="leftopen_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY, "keyed": OPEN},
    missing=lambda: missing("nginx"),
    start=start,
    records=len(observations()),
    ports=2,
    heavy=True,
)
