"""A search engine with its page: a table of forty people of a staff."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import PEOPLE, served
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [program("groonga"), "--protocol", "http", "-s", "--port", str(spot.port)]
    words += ["--bind-address", LOOPBACK, "--log-path", str(spot.folder / "groonga.log")]
    server = served(spot, [*words, "-n", str(spot.inside("base") / "staff.db")])
    _asked(spot, "table_create", name="Staff", flags="TABLE_HASH_KEY", key_type="ShortText")
    for column in ("mail", "phone", "city"):
        _asked(spot, "column_create", table="Staff", name=column, flags="COLUMN_SCALAR", type="ShortText")
    rows = [dict(zip(("mail", "phone", "city"), PEOPLE[n % 4][1:], strict=True)) for n in range(40)]
    values = [{"_key": f"{PEOPLE[n % 4][0]} {n}", **row} for n, row in enumerate(rows)]
    _asked(spot, "load", table="Staff", values=json.dumps(values))
    return [server]


def _asked(spot: Spot, command: str, **words: str) -> None:
    where = f"http://{LOOPBACK}:{spot.port}/d/{command}?{urllib.parse.urlencode(words)}"
    with urllib.request.urlopen(where, timeout=20) as answer:
        answer.read()
