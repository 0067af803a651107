"""Datasette with tables that have a licence and a source."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published import content
from tests.ordinary.published.installed import script
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    file = spot.folder / "river.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE gauges (name TEXT PRIMARY KEY, latitude REAL, longitude REAL)")
        connection.executemany("INSERT INTO gauges VALUES (?, ?, ?)", content.GAUGES)
        connection.execute("CREATE TABLE levels (gauge TEXT, day TEXT, level_cm INTEGER)")
        connection.executemany("INSERT INTO levels VALUES (?, ?, ?)", content.levels())
    about = {
        "title": "Open data of the Marsh Ferry Society",
        "license": content.LICENCE,
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "source": content.NAME,
        "source_url": f"https://{content.HOST}/",
    }
    (spot.folder / "metadata.json").write_text(json.dumps(about))
    words = [script("python"), script("datasette"), str(file), "--host", LOOPBACK, "--port", str(spot.port)]
    words += ["--metadata", str(spot.folder / "metadata.json")]
    program = ServerProgram(words, ports=(spot.port,), log=spot.folder / "datasette.log")
    program.start()
    return [program]
