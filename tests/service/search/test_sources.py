"""What another source says differently about one service."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from leftopen.model.facts import Json
from leftopen.model.vantage import Place, Vantage
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.search.search import sources_of
from leftopen.service.search.sources import other_sources
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.resp import Redis
from tests.service.office import office, scanned
from tests.store.samples import NOON, seen

NMAP = Vantage(place=Place.INSIDE, name="nmap")
OURS = seen(product="MailDev", version="2.2", hostnames=("mail.example.org",))


def test_only_what_it_says_otherwise_is_named() -> None:
    older = replace(OURS, clause="", vantage=NMAP, product="Sendria", hostnames=(), id="1" * 32)
    newer = replace(older, timestamp=NOON + timedelta(hours=1), os="Linux", module="unknown", id="2" * 32)
    other = seen(port=81, product="nginx")
    [one] = other_sources(OURS, [older, newer, other, OURS, replace(OURS, id="3" * 32)])
    assert one.observation == newer
    assert one.differs == (("product", "Sendria"), ("os", "Linux"))


def test_vulnerabilities_that_only_another_source_names_are_said() -> None:
    """Nmap and Shodan name them; our own scan of the same service may not."""
    known: dict[str, Json] = {"vulns": {"CVE-2023-44487": {"verified": True}, "CVE-2021-23017": {}}}
    other = replace(OURS, clause="", vantage=NMAP, blocks=known, id="1" * 32)
    [one] = other_sources(OURS, [OURS, other])
    assert one.differs == (("vulns", "CVE-2021-23017, CVE-2023-44487"),)
    [one] = other_sources(replace(OURS, blocks=known), [OURS, other])
    assert one.differs == ()


def test_a_scan_and_nmaps_file_of_one_host_are_the_same_services(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        ports = sorted((loopback.serve(Mailbox().web), loopback.serve(Redis())))
        scanned(workspace, ports, checks=False)
        file = tmp_path / "nmap.xml"
        # A minute before the scan: the newest look is the current one.
        file.write_text(nmap(ports, int(time.time()) - 60))
        import_file(workspace, ImportOptions(file=file), lambda _: None, lambda: False)
        store = workspace.store.observations
        found = store.search("")
        assert [store.count(""), store.count("realm:internet")] == [2, 0]
        assert sorted(o.endpoint.port for o in found) == ports
        assert all(o.clause for o in found)
        assert store.facets("", [("port", 9)]) == {"port": [(f"{port}", 1) for port in ports]}
        answer = sources_of(workspace, found)
    for o in found:
        [other] = answer[o.service]
        assert other.observation.vantage.name == "nmap"
        assert ("product", "Made-up server") in other.differs


def nmap(ports: list[int], now: int) -> str:
    found = "".join(
        f'<port protocol="tcp" portid="{port}"><state state="open"/>'
        '<service name="http" product="Made-up server" method="probed"/></port>'
        for port in ports
    )
    return (
        f'<?xml version="1.0"?><nmaprun scanner="nmap" start="{now}">'
        f'<host starttime="{now}" endtime="{now}"><status state="up"/>'
        f'<address addr="127.0.0.1" addrtype="ipv4"/><ports>{found}</ports></host></nmaprun>'
    )
