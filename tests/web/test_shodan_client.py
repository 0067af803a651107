"""Every subcommand of Shodan's own client (PyPI, 1.31.0) that asks a server, against `leftopen serve`."""

from __future__ import annotations

import gzip
import json
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from leftopen.service.reference.vocabulary import ports
from leftopen.store.observations.writer import ObservationWriter
from tests.servers.need import missing_client, require
from tests.store.samples import seen
from tests.web.client import Client
from tests.web.covered import covers
from tests.web.seen import DATABASE, PAGES, SIX, WEB
from tests.web.served import Served

pytestmark = [pytest.mark.real, pytest.mark.slow]
# Nobody else's server listens there.
HERE = "127.83.22.1"
PLAIN = "net:192.0.2.0/24"


@pytest.fixture(scope="module")
def client(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Client:
    require(missing_client("shodan"))
    return Client(server=server, home=tmp_path_factory.mktemp("home")).installed()


class _Front(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Made up front</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def site() -> Iterator[int]:
    """A web server on a port that a scan looks at by itself."""
    for port in ports():
        if port > 8000:
            try:
                front = ThreadingHTTPServer((HERE, port), _Front)
            except OSError:
                continue
            break
    thread = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield port
    finally:
        front.shutdown()
        thread.join()
        front.server_close()


@covers("init")
def test_init_keeps_a_good_key_and_refuses_a_wrong_one(
    client: Client, server: Served, tmp_path: Path
) -> None:
    assert (client.home / ".config" / "shodan" / "api_key").read_text() == server.key
    other = Client(server=server, home=tmp_path, ran=client.ran)
    assert "Error: Invalid API key" in other.run("init", "0" * 64, code=1)


@covers("info")
def test_info(client: Client) -> None:
    assert re.search(r"Query credits available: \d+\nScan credits available: \d+", client.run("info"))


@covers("count")
def test_count(client: Client) -> None:
    assert client.run("count", PLAIN).strip() == str(PAGES)
    assert "unknown filter prot" in client.run("count", "prot:80", code=1)


@covers("search")
def test_search_shows_the_fields_that_were_asked_for(client: Client) -> None:
    answer = client.run("search", "--no-color", "--fields", "ip_str,port,http.title", "product:nginx")
    assert answer.strip() == f"{WEB}\t443\tFront door"
    answer = client.run("search", "--no-color", "--limit", "120", "--fields", "ip_str", PLAIN)
    assert len(answer.split()) == 120
    assert len(set(answer.split())) == 120
    assert "No search results found" in client.run("search", "product:nothing", code=1)


@covers("stats")
def test_stats_counts_facets(client: Client) -> None:
    answer = client.run("stats", "--facets", "port,product:2", f"net:{WEB},{DATABASE}")
    assert "Top 2 Results for Facet: product" in answer
    assert re.search(r"443 +1\n", answer)
    assert re.search(r"Redis +1\n", answer)
    assert "Results for Facet: country" in client.run("stats", f"net:{WEB}")


@covers("host")
def test_host_shows_everything_in_both_forms(client: Client) -> None:
    answer = client.run("host", WEB)
    for part in (
        WEB,
        "www.example.org",
        "443/tcp",
        "nginx (1.27.1)",
        "Front door",
        "CVE-2023-44487",
        "www.example.org",
    ):
        assert part in answer
    assert "CVE-2014-0160" not in answer
    assert re.search(r"^ +443\ttcp", client.run("host", "--format", "tsv", WEB), re.M)
    assert "443/tcp" in client.run("host", "--history", WEB)
    assert "22/tcp" in client.run("host", SIX)
    assert "No information available for that IP." in client.run("host", "203.0.113.99", code=1)


@covers("download", "parse", "convert")
def test_download_parse_and_convert(client: Client) -> None:
    answer = client.run("download", "--limit", "-1", "all", PLAIN)
    assert f"Saved {PAGES} results into file all.json.gz" in answer
    with gzip.open(client.home / "all.json.gz", "rt") as lines:
        banners = [json.loads(line) for line in lines]
    assert len({(banner["ip_str"], banner["port"]) for banner in banners}) == PAGES
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", banner["timestamp"]) for banner in banners
    )
    client.run("download", "some", f"net:{WEB}")
    parsed = client.run(
        "parse", "--no-color", "--fields", "ip_str,http.title", "-f", "port:443", "some.json.gz"
    )
    assert parsed.strip() == f"{WEB}\tFront door"
    for form, text in (("csv", WEB), ("kml", "<kml"), ("geo.json", "FeatureCollection")):
        assert "Successfully created new file" in client.run("convert", "some.json.gz", form)
        assert text in (client.home / f"some.{form}").read_text()
    client.run("convert", "some.json.gz", "xlsx")
    assert (client.home / "some.xlsx").read_bytes().startswith(b"PK")


@covers("domain")
def test_domain_lists_the_names_that_services_told(client: Client) -> None:
    answer = client.run("domain", "--details", "--save", "example.org")
    assert answer.startswith("EXAMPLE.ORG")
    assert re.search(rf"www +A +{re.escape(WEB)} Ports: 443", answer)
    assert re.search(rf"six +AAAA +{SIX} Ports: 22", answer)
    assert (client.home / "example.org-hosts.json.gz").exists()
    assert "No information available for that domain." in client.run("domain", "nowhere.example", code=1)


@covers(
    "myip", "data list", "data download", "org info", "org add", "org remove", "scan protocols",
    "honeyscore", "version",
)  # fmt: skip
def test_myip_data_org_and_protocols(client: Client) -> None:
    assert client.run("myip").strip() == "127.0.0.1"
    assert client.run("data", "list").strip() == ""
    assert "Administrators:" in client.run("org", "info")
    for verb in ("add", "remove"):
        assert "Members are not supported" in client.run("org", verb, "somebody", code=1)
    assert client.run("version").strip() == "1.31.0"
    assert re.search(r"^redis +", client.run("scan", "protocols"), re.M)
    assert client.server.url in client.run("leftopen")
    assert "Unable to calculate honeyscore" in client.run("honeyscore", WEB, code=1)
    assert "There is no such dataset" in client.run("data", "download", "raw-daily", "x", code=1)


@covers(
    "alert create", "alert list", "alert info", "alert enable", "alert disable", "alert stats",
    "alert download", "alert export", "alert import", "alert remove", "alert clear", "alert triggers",
)  # fmt: skip
@pytest.mark.full
def test_alerts_from_their_making_to_their_end(client: Client) -> None:
    assert "There are no" not in client.run("alert", "clear")
    assert "You haven't created any alerts yet." in client.run("alert", "list")
    made = client.run("alert", "create", "Ours", "198.51.100.0/24", DATABASE)
    [alert] = re.findall(r"Alert ID: (\w+)", made)
    assert "new_service" in client.run("alert", "triggers")
    client.run("alert", "enable", alert, "new_service")
    client.run("alert", "enable", alert, "any")
    info = client.run("alert", "info", alert)
    for part in ("Ours", "198.51.100.0/24", DATABASE, "new_service", "any"):
        assert part in info
    client.run("alert", "disable", alert, "any")
    listed = client.run("alert", "list")
    assert "198.51.100.0/24" in listed
    assert "Triggers: new_service" in listed
    stats = client.run("alert", "stats", "port")
    assert re.search(r"6379 +1\n", stats)
    assert "Successfully downloaded" in client.run("alert", "download", "alerted.json.gz")
    with gzip.open(client.home / "alerted.json.gz", "rt") as lines:
        assert {json.loads(line)["ip_str"] for line in lines} == {WEB, DATABASE}
    client.run("alert", "export", "--filename", "alerts.json.gz")
    assert "Alert deleted" in client.run("alert", "remove", alert)
    client.run("alert", "import", "alerts.json.gz")
    assert "Triggers: new_service" in client.run("alert", "list")
    assert "there is no alert" in client.run("alert", "info", alert, code=1)
    assert "Removing Ours" in client.run("alert", "clear")
    assert "You haven't created any alerts yet." in client.run("alert", "list")


@covers("scan submit", "scan internet")
def test_a_scan_of_what_is_out_of_scope_is_refused_with_the_clause(client: Client) -> None:
    assert "no scope record covers 8.8.8.8" in client.run("scan", "submit", "8.8.8.8", code=1)
    assert "Internet-wide scans are not supported" in client.run("scan", "internet", "80", "http", code=1)


@pytest.mark.full
@covers("scan submit", "scan list", "scan status")
def test_scan_submit_waits_for_its_results_and_shows_them(client: Client) -> None:
    with site() as port:
        answer = client.run("scan", "submit", "--wait", "5", "--verbose", "--filename", "scanned", HERE)
    assert HERE in answer
    assert f"{port}/tcp" in answer
    [scan] = re.findall(r"# Scan ID: (\w+)", answer)
    assert re.search(rf"^{scan} +DONE +1 ", client.run("scan", "list"), re.M)
    assert client.run("scan", "status", scan).strip() == "DONE"
    assert client.run("count", f"scan:{scan}", f"port:{port}").strip() == "1"
    # The client never closes this file itself, so that its end may be missing.
    assert (client.home / "scanned.json.gz").exists()
    assert "You haven't created any alerts yet." in client.run("alert", "list")


@covers("stream")
def test_stream_shows_what_another_process_stores(client: Client, server: Served, tmp_path: Path) -> None:
    out = tmp_path / "streamed"
    stream = client.started(
        "stream",
        "--no-color",
        "--streamer",
        server.url,
        "--ports",
        "9911",
        "--fields",
        "ip_str,port",
        out=out,
    )
    try:
        shown = ""
        for number in range(1, 40):
            ObservationWriter(server.workspace.store.client).add(
                [seen("203.0.113.5", 9911, data=f"made up {number}"), seen("203.0.113.5", 9912, data="other")]
            )
            with_it = out.read_text() if out.exists() else ""
            if "203.0.113.5" in with_it:
                shown = with_it
                break
            # Half a second, for the client to connect.
            threading.Event().wait(0.5)
        assert "203.0.113.5\t9911" in shown
        assert "9912" not in shown
    finally:
        stream.send_signal(signal.SIGINT)
        stream.wait(20)
