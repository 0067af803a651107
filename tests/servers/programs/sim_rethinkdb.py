"""The console of RethinkDB 2 as src/clustering/administration/http of rethinkdb/rethinkdb serves it: its
page, and its own identity at `/ajax/me`; `closed` is a web server with a password in front."""

from __future__ import annotations

from tests.servers.sim_pages import PROXY, simulated, titled
from tests.servers.sim_web import Said, as_json

server = simulated(
    "rethinkdb_open",
    product="RethinkDB",
    pages={
        "/": titled("RethinkDB Administration Console", '<script src="js/cluster.js"></script>'),
        "/ajax/me": as_json("00000000-0000-4000-8000-000000000001"),
    },
    denied=PROXY,
    public=(),
    missing=Said(status=404, phrase="Not Found"),
    records=None,
)
