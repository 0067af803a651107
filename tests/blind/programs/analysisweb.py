"""A dashboard of analyses: five runs of a hospital's, each with its settings and who ran it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

SETTINGS = """site: {browser_title: Analyses, favicon: higgs_pot.jpg}
header: {title: Analyses of the ward}
data: {index_file: index.json}
columns:
  - {key: date, title: Date}
  - {key: Status, title: Status}
  - {key: by, title: By}
"""
NAMES = ("readmissions", "falls", "sepsis", "waiting", "wrong-side")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    results, entries = spot.inside("results"), spot.inside("json")
    index = []
    for n, name in enumerate(NAMES):
        date = f"2026120{n + 1}_08_00_00"
        (results / f"result_{date}").mkdir()
        (results / f"result_{date}" / "index.html").write_text(f"<title>{name}</title><p>{n + 3} of 40 died")
        entry = {"date": date, "Status": "DONE | fit", "run_time": 40 + n, "data": f"/data/{name}-2026.csv"}
        entry |= {"by": PEOPLE[n % 4][1], "link": f"result_{date}/index.html"}
        (entries / f"{date}.json").write_text(json.dumps(entry))
        index.append(f"{date}.json")
    (entries / "index.json").write_text(json.dumps(index))
    config = spot.private("dashboard.yaml", SETTINGS)
    words = [*installed.script("analysisweb"), "--results-dir", str(results), "--json-dir", str(entries)]
    return [
        served(spot, [*words, "--config", str(config), "--port", str(spot.port)], env={"BROWSER": "true"})
    ]
