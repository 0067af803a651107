"""Every check asked of every bad server, through the network, whether it applies or not."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.formats import bucket_list, nmap_xml, office_runs, office_xml, partial_xml
from leftopen.formats.json_line import Unread
from leftopen.model.check import Check
from leftopen.pipeline.crawl import REQUESTS, SAMPLE_BYTES
from tests.fuzz import shapes
from tests.hostile import bad_codecs
from tests.hostile.bad_codecs import CANARY, JSON, XML
from tests.hostile.bad_http import HEAD, gzip_bomb, headers, says, tower
from tests.hostile.bad_lines import echoes, everything, redis_arrays, redis_error
from tests.hostile.bad_servers import floods, garbage, nuls, polite
from tests.hostile.test_bad_codecs import everyone, fed_to
from tests.hostile.walked import Walked, walked
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.walking import contents


def any_check() -> dict[str, Check]:
    """Every check, and each asks whatever was identified."""
    return {name: replace(check, applies=lambda seen: True) for name, check in catalogue.checks().items()}


def met(talk: Talk) -> Walked:
    contents()
    with Loopback() as loopback:
        return walked(loopback.serve(polite(talk)), deadline=0.5, checks=any_check(), apart=True)


def answer(body: bytes, kind: bytes) -> Talk:
    head = HEAD + b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
    return says(head, body)


@pytest.mark.hostile("S8")
@pytest.mark.parametrize(
    "talk",
    [floods, garbage, nuls, gzip_bomb, headers, tower, echoes, everything, redis_arrays, redis_error],
    ids=lambda talk: talk.__name__,
)
def test_every_check_asked_of_a_bad_server_keeps_to_its_budget_and_finds_nothing(talk: Talk) -> None:
    done = met(talk)
    assert done.faults == ()
    assert done.open == []
    assert set(done.verdicts) == set(catalogue.checks())
    each = 64 * 1024 + 16 * 1024
    crawled = SAMPLE_BYTES + 16 * 1024 * REQUESTS
    assert done.read < (192 + 64) * 1024 + each * len(done.outcomes) + crawled
    questions = sum(check.requests + 1 for check in catalogue.checks().values())
    assert done.asked <= 64 + questions + REQUESTS + 1


@pytest.mark.hostile("H17")
@pytest.mark.parametrize("name", JSON)
def test_every_check_asked_of_a_server_of_bad_json_finds_nothing(name: str) -> None:
    done = met(answer(JSON[name], b"application/json"))
    assert done.faults == ()
    assert done.open == []


@pytest.mark.hostile("H18")
@pytest.mark.parametrize("name", XML)
def test_every_check_asked_of_a_server_of_bad_xml_finds_nothing(name: str) -> None:
    done = met(answer(XML[name], b"application/xml"))
    assert done.faults == ()
    assert done.open == []


@pytest.mark.hostile("H18")
def test_no_xml_makes_anybody_fetch_anything(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CANARY)
    visits: list[int] = []

    async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(1)

    contents()
    eaters = [target for target in everyone() if target.name.startswith(("documents/", "checks/"))]
    with Loopback() as loopback:
        other = loopback.serve(visited)
        for where in (secret.as_uri(), f"http://127.0.0.1:{other}/x"):
            ways = bad_codecs.fetching(where)
            for raw in ways.values():
                for target in eaters:
                    fed_to(
                        target, raw if target.name.startswith("documents/") else bytes([shapes.HTTP]) + raw
                    )
                for name, reader in catalogue.readers().items():
                    assert CANARY not in repr(reader.read(raw)), name
            done = walked(
                loopback.serve(answer(ways["an entity"], b"text/xml")),
                deadline=0.5,
                checks=any_check(),
                apart=True,
            )
            assert (done.open, done.faults) == ([], ())
            assert CANARY not in repr(done)
    assert visits == []


@pytest.mark.hostile("H18")
def test_only_four_files_of_ours_read_xml_and_none_takes_declarations() -> None:
    source = Path(catalogue.__file__).parent
    wanted = re.compile(r"^\s*(?:from|import)\s+(?:xml|lxml|expat|pyexpat|defusedxml|xmltodict)\b", re.M)
    readers = {str(f.relative_to(source)) for f in source.rglob("*.py") if wanted.search(f.read_text())}
    names = ("partial_xml", "office_xml", "nmap_xml", "bucket_list")
    assert readers == {f"formats/{name}.py" for name in names}
    harmless = {"a sheet", "an inclusion"}
    declared = [raw for name, raw in bad_codecs.fetching("file:///x").items() if name not in harmless]
    for raw in (XML["a billion laughs"], *declared):
        assert partial_xml.read(raw, "a", ("a", "l")) == partial_xml.Tree()
        response: list[str] = []
        heard = office_xml.Events(start=lambda name, about: None, end=lambda name: None, text=response.append)
        assert not office_xml.read_xml(raw, True, heard)
        assert response == []
        for refusal in nmap_xml.hosts([raw]):
            with pytest.raises(Unread):
                nmap_xml.open_host(refusal.partition(b" ")[2])
        with pytest.raises(bucket_list.BadList):
            bucket_list.read_page(raw)
    assert list(nmap_xml.hosts([XML["a billion laughs"]]))
    assert partial_xml.read(XML["deep"], "a", ("a",)).records == ()
    assert office_runs.run_events(XML["deep"], True) == ("", False)
    assert office_runs.runs(XML["deep"], True)[0] == ""
