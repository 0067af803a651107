"""A line of Shodan's that says no time: bad by itself, and seen when whoever gives it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from leftopen.service.ingest.run import ImportOptions, import_file
from tests.imports.banners import lines
from tests.service.office import office

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_at_says_when_a_banner_without_a_time_was_seen(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    first, second = (json.loads(line) for line in lines(2).splitlines())
    del second["timestamp"]
    file.write_text(json.dumps(first) + "\n" + json.dumps(second) + "\n")
    with office(tmp_path, lambda: CLOCK) as workspace:
        without = import_file(workspace, ImportOptions(file=file), lambda progress: None, lambda: False)
        assert (without["stored"], without["reasons"]) == (1, {"no time (set --at)": 1})
        answer = import_file(
            workspace, ImportOptions(file=file, at=NOON), lambda progress: None, lambda: False
        )
        assert (answer["stored"], answer["known"], answer["bad"]) == (1, 1, 0)
        found = {o.endpoint.port: o for o in workspace.store.observations.search("", limit=10)}
    known, response = found[first["port"]], found[second["port"]]
    assert response.timestamp == NOON
    assert {dated for _, _, dated in response.location.sources} == {"2026-03-02"}
    assert {dated for _, _, dated in known.location.sources} == {"2026-03-01"}
