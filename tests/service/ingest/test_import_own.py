"""What this program wrote itself keeps, in another data folder, what it says: the same rows, the same ids."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import observation_id, site_id
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.service.ingest.run import ImportOptions, ImportProgress, import_file
from leftopen.service.search.export import export
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from tests.service.office import office
from tests.store.samples import seen

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
AT = datetime(2026, 3, 1, 4, 5, 6, 7, tzinfo=UTC)
OF_THE_FOLDER = ("scan", "clause", "sources", "first_seen")
HERE = Vantage(place=Place.LOOPBACK, name="here")
OFFICE = Vantage(place=Place.INSIDE, name="office")
Line = dict[str, Any]


def looked_at(address: str, realm: str, vantage: Vantage, **others: Any) -> Observation:
    found = Endpoint(address=Address.parse(address), port=6379, realm=realm)
    service = site_id(found)
    return replace(
        seen(), id=observation_id(service, AT, "+PONG\r\n"), service=service, endpoint=found, timestamp=AT,
        vantage=vantage, data="+PONG\r\n", **others,
    )  # fmt: skip


OURS = [
    looked_at("127.0.0.1", "loopback", HERE, module="redis", tls=True),
    looked_at("192.0.2.1", "lab", OFFICE, module="redis", product="Redis"),
]


def exported(workspace: Workspace, file: Path) -> list[Line]:
    export(workspace, "", file, lambda number: None)
    return [json.loads(line) for line in file.read_text().splitlines()]


def taken(workspace: Workspace, file: Path, **wanted: Any) -> Line:
    def ignored(progress: ImportProgress) -> None:
        """Not looked at."""

    return import_file(workspace, ImportOptions(file=file, **wanted), ignored, lambda: False)


def kept(lines: list[Line]) -> list[Line]:
    plain = [{name: answer for name, answer in line.items() if name not in OF_THE_FOLDER} for line in lines]
    return sorted(plain, key=lambda line: str(line["ip_str"]))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Line]]:
    folder = tmp_path_factory.mktemp("ours")
    with office(folder, lambda: CLOCK) as workspace:
        ObservationWriter(workspace.store.client).add(OURS)
        return folder / "it.jsonl", exported(workspace, folder / "it.jsonl")


def test_they_go_there_and_back_as_they_are(tmp_path: Path, ours: tuple[Path, list[Line]]) -> None:
    file, first = ours
    assert [line["id"] for line in kept(first)] == [one.id for one in OURS]
    for number in (1, 2):
        with office(tmp_path / str(number), lambda: CLOCK) as workspace:
            assert taken(workspace, file)["stored"] == 2
            file = tmp_path / f"{number}.jsonl"
            again = exported(workspace, file)
        assert kept(again) == kept(first)
        assert {line["clause"] for line in again} == {""}


def test_what_a_person_says_wins(tmp_path: Path, ours: tuple[Path, list[Line]]) -> None:
    file, _ = ours
    with office(tmp_path, lambda: CLOCK) as workspace:
        assert taken(workspace, file, realm="internet", place="inside")["stored"] == 2
        answer = exported(workspace, tmp_path / "said.jsonl")
    assert {(line["realm"], line["vantage"]["place"]) for line in answer} == {("internet", "inside")}
    assert {line["vantage"]["name"] for line in answer} == {"here", "office"}
