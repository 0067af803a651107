"""What a person at a terminal reads of services that are gone, and of what others say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.vantage import Place, Vantage
from leftopen.store.observations.writer import ObservationWriter
from tests.cli.program import Ran, all_ran
from tests.durability.runs import Folder
from tests.service.office import office
from tests.store.samples import NOON, seen

COMMANDS = {
    "search": ("search", "port:>0"), "alive": ("search", "alive:true"),
    "json": ("search", "alive:no", "--json"),
    "host": ("host", "192.0.2.7"), "fields": ("search", "alive:no", "--fields", "port,gone.since"),
    "csv": ("export", "alive:no", "gone.csv"),
}  # fmt: skip


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    folder = Folder(root=tmp_path_factory.mktemp("gone"), settings={})
    web, cache = seen(port=80, data="HTTP/1.1 200 OK " + "x" * 80), seen(port=6379, data="+PONG")
    nmap = Vantage(place=Place.INSIDE, name="nmap")
    other = replace(web, clause="", vantage=nmap, id="1" * 32, product="Made-up server")
    with office(folder.root) as workspace:
        writer = ObservationWriter(workspace.store.client)
        writer.add([web, cache, other])
        at = NOON + timedelta(hours=1)
        writer.add_unanswered([MissedProbe(endpoint=web.endpoint, at=at, reason=AbsenceReason.SILENT)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        return dict(zip(COMMANDS, all_ran(folder, list(COMMANDS.values())), strict=True))


def test_what_is_gone_is_marked_with_its_date(answer: dict[str, Ran]) -> None:
    rows = {line.split()[0]: line for line in answer["search"].out.splitlines()}
    assert "gone since 2023-02-08 13:00" in rows["192.0.2.7:80"]
    assert "gone" not in rows["192.0.2.7:6379"]
    assert "gone" not in answer["alive"].out
    assert answer["host"].out.count("gone since 2023-02-08 13:00") == 1


def test_a_program_reads_the_date_too(answer: dict[str, Ran]) -> None:
    [line] = answer["json"].lines
    assert line["gone"]["since"] == "2023-02-08T13:00:00.123456Z"
    assert answer["fields"].out.split()[-2:] == ["80", "2023-02-08T13:00:00.123456Z"]
    assert answer["csv"].code == 0


def test_a_host_names_its_sources(answer: dict[str, Ran]) -> None:
    lines = answer["host"].out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.split()[:1] == ["80"])
    text = " ".join(" ".join(lines[at:]).split())
    assert "own scan" in text
    assert "nmap product:" in text
    assert "Made-up server" in text
