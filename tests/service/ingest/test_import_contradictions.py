"""Files that contradict each other or themselves: one endpoint stays one service, and nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.observation import Observation
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.workspace.workspace import Workspace
from tests.service.office import office

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
EARLY = datetime(2026, 3, 1, tzinfo=UTC)


def banner(at: datetime, **fields: Any) -> str:
    """A line of Shodan's about 192.0.2.1:80."""
    line = {"ip_str": "192.0.2.1", "port": 80, "transport": "tcp", "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}"}
    return json.dumps({**line, "data": "", **fields}) + "\n"


def given(workspace: Workspace, file: Path, text: str) -> dict[str, Any]:
    file.write_text(text)
    return import_file(workspace, ImportOptions(file=file), lambda progress: None, lambda: False)


def current(workspace: Workspace) -> list[Observation]:
    return workspace.store.observations.search("", limit=10)


FIRST = banner(
    EARLY, data="SSH-2.0-a", product="a", version="1", os="x", hostnames=["a.example"], org="A",
    asn="AS64500",
    tags=["one"], _shodan={"module": "ssh", "crawler": "c"}, location={"country_code": "NL"}, hash=1,
)  # fmt: skip
SECOND = banner(
    EARLY + timedelta(days=1), data="HTTP/1.1 200 OK", product="b", version="2", os="y",
    hostnames=["b.example"], org="B", asn="AS64501", tags=["two"],
    _shodan={"module": "http", "crawler": "c"}, location={"country_code": "FR"}, hash=2,
)  # fmt: skip


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_of_two_files_that_contradict_in_every_field_the_newer_one_counts(
    order: tuple[str, str], tmp_path: Path
) -> None:
    with office(tmp_path, lambda: CLOCK) as workspace:
        for number, text in enumerate(order):
            given(workspace, tmp_path / f"{number}.json", text)
        [o] = current(workspace)
        assert (o.module, o.data, o.product, o.version, o.os) == ("http", "HTTP/1.1 200 OK", "b", "2", "y")
        assert (o.hostnames, o.tags, o.hash) == (("b.example",), ("two",), 2)
        assert (o.location.country_code, o.location.org, o.location.asn) == ("FR", "B", 64501)
        assert o.origins == ()
        assert workspace.store.observations.count("", history=True) == 2


def test_an_endpoint_as_ipv4_and_as_mapped_ipv6_is_one_service(tmp_path: Path) -> None:
    with office(tmp_path, lambda: CLOCK) as workspace:
        given(workspace, tmp_path / "a.txt", "192.0.2.1:80\n[::ffff:192.0.2.1]:80\n[::ffff:c000:201]:80\n")
        [o] = current(workspace)
        assert str(o.endpoint.address) == "192.0.2.1"


def test_a_service_that_is_another_one_every_minute_is_one_service_without_mixed_fields(
    tmp_path: Path,
) -> None:
    text = "".join(
        banner(EARLY + timedelta(minutes=n), data=f"SSH-2.0-{n}", product="ab"[n % 2], hostnames=[],
               identity=f"ssh-key:{n}", _shodan={"module": "ssh", "crawler": "c"})
        for n in range(500)
    )  # fmt: skip
    with office(tmp_path, lambda: CLOCK) as workspace:
        assert given(workspace, tmp_path / "a.json", text)["stored"] == 500
        [o] = current(workspace)
        assert (o.data, o.product, o.identity) == ("SSH-2.0-499", "b", "ssh-key:499")
        assert o.origins == ()
        assert workspace.store.observations.count("", history=True) == 500


def test_ten_thousand_names_of_an_endpoint_are_stored(tmp_path: Path) -> None:
    names = [f"n{n}.example.org" for n in range(10_000)]
    with office(tmp_path, lambda: CLOCK) as workspace:
        given(workspace, tmp_path / "a.json", banner(EARLY, hostnames=names))
        [o] = current(workspace)
        assert len(o.hostnames) == 10_000
        assert workspace.store.observations.count("hostname:n9999.example.org") == 1


def test_a_port_list_of_the_past_empties_nothing_and_a_file_twice_adds_nothing(tmp_path: Path) -> None:
    with office(tmp_path, lambda: CLOCK) as workspace:
        given(workspace, tmp_path / "a.json", SECOND)
        for _ in range(2):
            given(workspace, tmp_path / "b.txt", "192.0.2.1:80\n")
        [o] = current(workspace)
        assert (o.product, o.hostnames) == ("b", ("b.example",))
        assert workspace.store.observations.count("", history=True) == 2
