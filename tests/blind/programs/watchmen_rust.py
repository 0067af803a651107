"""A keeper of programs with its page, which also runs what anyone adds: six tasks with a password each."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import post, served
from tests.servers.real import Spot

NAMES = ("payroll", "bank-import", "backup-of-clients", "fax-gateway", "door-log", "mail-to-okarin")
SETTINGS = """[watchmen]
engines = ["http"]
engine = "http"
log_dir = "{folder}/logs"
log_level = "info"
stdout = "{folder}/stdout.log"
stderr = "{folder}/stderr.log"
pid = "{folder}/pid"
mat = "^.*\\\\.toml$"
cache = "{folder}/cache.json"
[sock]
path = "{folder}/sock"
[socket]
host = "{host}"
port = {second}
[http]
host = "{host}"
port = {port}
[redis]
host = "{host}"
port = {third}
username = ""
password = ""
queue_index = 0
queue_name = "tasks"
subscribe_channels = ["tasks"]
subscribe_name = "tasks"
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    port, second, third = spot.ports[:3]
    text = SETTINGS.format(folder=spot.folder, host=LOOPBACK, port=port, second=second, third=third)
    config = spot.private("config.toml", text)
    server = served(spot, [*installed.script("watchmen-rust", "watchmend"), "-c", str(config)])
    for n, name in enumerate(NAMES, start=1):
        post(spot, "/api", [{"command": {"Add": _task(spot, n, name)}}])
    return [server]


def _task(spot: Spot, number: int, name: str) -> dict[str, object]:
    empty = dict.fromkeys(("group", "stdin", "stdout", "stderr", "pid", "code"))
    told = {"command": "/usr/local/bin/" + name, "args": ["--all"], "dir": str(spot.folder)}
    state = {"created_at": 1_796_300_000, "status": "added", "task_type": "None"}
    return {
        **empty,
        **told,
        **state,
        "id": number,
        "name": name,
        "env": {"DB_PASSWORD": f"winter-gate-{number}"},
    }
