"""What Shodan's client would ask hosts of Shodan, with the key: here it asks the server that was named.

All of it runs in a network namespace that nothing leads out of, so that a question to anybody else fails, and
reaches nobody.
"""

from __future__ import annotations

import gzip
import json
import os
import pty
import select
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from fcntl import ioctl
from pathlib import Path
from subprocess import Popen

import pytest

from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.store.observations.writer import ObservationWriter
from tests.servers.need import missing_client, require
from tests.store.samples import seen
from tests.tier import tier
from tests.web.client import Client
from tests.web.covered import COVERED, covers, subcommands
from tests.web.seen import NAMED, WEB
from tests.web.served import Served

pytestmark = [pytest.mark.real, pytest.mark.netns, pytest.mark.slow]


@pytest.fixture(scope="module")
def client(lonely: Served, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(server=lonely, home=tmp_path_factory.mktemp("home")).installed()


@contextmanager
def arriving(server: Served, *made: Observation) -> Iterator[None]:
    """These are stored again and again, each time as new ones."""
    done = threading.Event()

    def store() -> None:
        number = 0
        while not done.wait(0.3):
            number += 1
            later = timedelta(seconds=number)
            ObservationWriter(server.workspace.store.client).add(
                [seen_again(one, one.timestamp + later, f"{one.data} {number}") for one in made]
            )

    thread = threading.Thread(target=store)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def seen_again(one: Observation, at: object, data: str) -> Observation:
    e = one.endpoint
    return replace(
        seen(str(e.address), e.port, at, data, tags=one.tags, product=one.product),  # type: ignore[arg-type]
        blocks=one.blocks, location=one.location,
    )  # fmt: skip


def test_every_subcommand_of_the_client_is_run_by_some_test() -> None:
    import tests.web.test_shodan_client as with_a_server

    require(missing_client("shodan"))
    assert with_a_server.__doc__
    assert sorted(subcommands() - set(COVERED) - {"leftopen"}) == []
    assert sorted(set(COVERED) - subcommands()) == []


@covers("trends")
def test_without_the_plug_in_the_client_asks_somebody_else(client: Client, tmp_path: Path) -> None:
    """So that the tests below prove something."""
    bare = Client(server=client.server, home=tmp_path, ran=client.ran)
    bare.run("init", client.server.key)
    assert "Unable to connect to Shodan" in bare.run("trends", "nginx", code=1)
    assert "Unable to connect to Shodan" in bare.run("myip", "--ipv6", code=1)
    assert "Unable to contact the Shodan Streaming API" in bare.run("stream", "--limit", "1", code=1)


@covers("trends")
def test_trends_are_those_of_the_own_history(client: Client) -> None:
    answer = client.run("trends", "product:nginx")
    assert [line.split() for line in answer.splitlines() if line] == [
        ["2022-11", "1"], ["2022-12", "0"], ["2023-01", "0"], ["2023-02", "1"],
    ]  # fmt: skip
    answer = client.run("trends", "--facets", "port:5,product", "--filename", "kept", "port:443")
    assert "2023-02" in answer
    assert "N/A" in answer
    with gzip.open(client.home / "kept.json.gz", "rt") as lines:
        months = [json.loads(line) for line in lines]
    assert months[0] == {
        "month": "2022-11",
        "count": 1,
        "facets": {"port": [{"value": 443, "count": 1}], "product": [{"value": "nginx", "count": 1}]},
    }
    assert "No search results found" in client.run("trends", "product:nobody", code=1)
    assert "unknown filter prot:" in client.run("trends", "prot:1", code=1)


@covers("myip")
def test_the_own_address_is_the_servers_word_for_it(client: Client) -> None:
    assert client.run("myip", "--ipv6").strip() == "127.0.0.1"


STREAMS = {
    "all": (),
    "asn": ("--asn", "AS64500"),
    "alert": ("--alert", "all"),
    "countries": ("--countries", "NL,BE"),
    "custom": ("--custom-filters", "product:made port:9931"),
    "ports": ("--ports", "9931,9932"),
    "tags": ("--tags", "ics"),
    "vulns": ("--vulns", "CVE-2021-23017"),
}


@pytest.mark.parametrize("kind", tier(["alert", "custom"], list(STREAMS)))
@covers("stream")
def test_a_stream_needs_no_option_to_come_from_here(client: Client, lonely: Served, kind: str) -> None:
    if kind == "alert":
        client.run("alert", "clear")
        client.run("alert", "create", "Ours", "203.0.113.0/24")
    wanted = seen("203.0.113.7", 9931, data="wanted", tags=("ics",), product="Made up")
    wanted = replace(
        wanted,
        blocks={"vulns": {"CVE-2021-23017": {"verified": True}}},
        location=Location(country_code="NL", asn=64500),
    )
    other = seen("192.0.2.250", 9933, data="other", location=Location(country_code="FR", asn=1))
    with arriving(lonely, wanted, other):
        answer = client.run(
            "stream", "--no-color", "--limit", "3", "--fields", "ip_str,port", *STREAMS[kind]
        )  # fmt: skip
    lines = set(answer.split("\t\n")) - {""}
    assert "203.0.113.7\t9931" in lines
    assert kind == "all" or len(lines) == 1


@covers("stream")
def test_a_stream_is_kept_in_files(client: Client, lonely: Served) -> None:
    (client.home / "kept").mkdir()
    with arriving(lonely, seen("203.0.113.8", 9941, data="kept")):
        client.run("stream", "--quiet", "--limit", "2", "--datadir", "kept", "--ports", "9941")
    [file] = (client.home / "kept").iterdir()
    assert file.name.endswith(".json.gz")


@covers("alert domain")
def test_an_alert_for_a_domain_watches_where_its_names_are(client: Client) -> None:
    client.run("alert", "clear")
    assert "Successfully created domain alert!" in client.run("alert", "domain", "shop.example.com")
    listed = client.run("alert", "list")
    assert "__domain: shop.example.com" in listed
    assert NAMED in listed
    assert "new_service" in listed
    client.run("alert", "clear")
    # Its names are at addresses of documentation, which the client takes for private ones.
    assert "No external IPs were found" in client.run("alert", "domain", "example.org", code=1)


@covers("convert")
def test_pictures_are_taken_out_of_a_file(client: Client) -> None:
    picture = {"data": "R0lGODlhAQABAAAAACw=", "mime": "image/gif"}
    line = {
        "ip_str": WEB,
        "port": 80,
        "timestamp": "2023-02-08T12:00:00.000000",
        "opts": {"screenshot": picture},
    }
    with gzip.open(client.home / "pictures.json.gz", "wt") as file:
        file.write(json.dumps(line) + "\n")
    client.run("convert", "pictures.json.gz", "images")
    assert list((client.home / "pictures-images").iterdir())


@covers("radar")
def test_the_radar_shows_what_is_seen_here(client: Client, lonely: Served) -> None:
    place = Location(country_code="NL", city="Amsterdam", latitude=52.35, longitude=4.89)
    made = [replace(seen("203.0.113.9", 9951 + n, data="radar"), location=place) for n in range(25)]
    with arriving(lonely, *made):
        answer = _on_a_terminal(client, "radar")
    assert "Shodan Radar" in answer
    assert "203.0.113.9 -> 99" in answer
    assert "/ NL" in answer


def _on_a_terminal(client: Client, *words: str) -> str:
    """What the command draws until a host is to be seen; then `q` is typed, and it must end well."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    process = Popen(
        client.command(*words), cwd=client.home, env=client.environ() | {"TERM": "xterm"},
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    drawn, asked, end = b"", False, time.monotonic() + 60
    try:
        while time.monotonic() < end:
            if select.select([ours], [], [], 0.5)[0]:
                try:
                    some = os.read(ours, 65536)
                except OSError:
                    break
                drawn += some
            if b"->" in drawn and not asked:
                asked = True
                os.write(ours, b"q")
        assert process.wait(20) == 0, drawn
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(ours)
    return drawn.decode("utf-8", "replace")
