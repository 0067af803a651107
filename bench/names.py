"""How many of the real servers of the tests are named right, and how many with a version.

Each server runs once, on loopback, in its first mode. It is identified by leftopen's own rules; by nmap's
rule file alone, read passively by leftopen (without its own names); and by the peers: `nmap -sV`, which sends
its own probes to the same port, and `whatweb` (at its usual level) where HTTP answers. What is
right is written below: the name that the program gives itself. whatweb is right when any of its findings is.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._report import PROGRESS, Figure, Peer, show
from leftopen import catalogue
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.pipeline.foreign_rules import ForeignRules
from leftopen.pipeline.identify import identify
from leftopen.service.scanning.rule_files import open_rules
from leftopen.settings import Settings
from tests.pipeline.walking import Made, at
from tests.servers.every import SERVERS
from tests.servers.real import RealServer, running, spot

SLOWEST_S, LONGEST_S = 40, 900
WEB = ("http", "https")
SAYS_NOTHING = frozenset({"Title", "Country", "IP", "RedirectLocation", "Script", "Cookies", "HTML5"})
"""Plugins of whatweb whose text comes from the page and is no name that whatweb knew."""
RIGHT: Mapping[str, str] = {
    "azurite": "azurite",
    "docker_registry": "registry",
    "dovecot_imap": "dovecot",
    "dovecot_pop3": "dovecot",
    "etcd": "etcd",
    "flower": "flower",
    "influxdb": "influxdb",
    "jupyter_server": "jupyter",
    "leftopen": "leftopen",
    "lighttpd": "lighttpd",
    "maildev": "maildev",
    "mariadb": "mariadb",
    "memcached": "memcached",
    "mlflow": "mlflow",
    "mongodb": "mongodb",
    "mosquitto": "mosquitto",
    "nats": "nats",
    "nats_monitor": "nats",
    "nginx": "nginx",
    "nginx_tls": "nginx",
    "postgresql": "postgresql",
    "pouchdb": "pouchdb",
    "prometheus": "prometheus",
    "public_inbox": "public-inbox",
    "public_inbox_imapd": "public-inbox",
    "pyftpdlib": "pyftpdlib",
    "python_http": "simplehttp",
    "radicale": "radicale",
    "rclone_s3": "rclone",
    "rclone_webdav": "rclone",
    "redis": "redis",
    "rsync": "rsync",
    "s3rver": "s3rver",
    "samba": "samba",
    "sendria": "sendria",
    "slapd": "openldap",
    "smtp": "aiosmtpd",
    "ssh": "openssh",
    "tigervnc": "tigervnc",
    "verdaccio": "verdaccio",
    "vsftpd": "vsftpd",
    "wsgidav": "wsgidav",
    "xvfb": "xvfb|x[.]org",
    "zookeeper": "zookeeper",
}
"""By server: what the product's name contains, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    product: str
    version: str
    module: str = ""

    def right(self, name: str) -> bool:
        return re.search(RIGHT[name], self.product.lower()) is not None


def unnamed(probe: Probe) -> Probe:
    """The same probe, with no name from its own rules."""

    def read(raw: bytes) -> ServiceFacts | None:
        facts = probe.read(raw)
        return replace(facts, product="", version="", cpe=()) if facts is not None else None

    return replace(probe, read=read)


def identified(port: int, rules: ForeignRules, *, own: bool) -> Named:
    probes = catalogue.probes()
    making = Made()
    context = making.context(probes=probes if own else {name: unnamed(one) for name, one in probes.items()})
    seen = asyncio.run(identify(at(port), making.permit, replace(context, rules=rules)))
    return Named(product=seen.product, version=seen.version, module=seen.module)


def by_nmap(nmap: str, port: int) -> Named:
    command = [nmap, "-sV", "-Pn", "-n", "-p", str(port), "--host-timeout", f"{SLOWEST_S}s", "-oX", "-"]
    ran = subprocess.run(
        [*command, "127.0.0.1"], capture_output=True, timeout=SLOWEST_S + 30, check=True
    ).stdout
    service = ElementTree.fromstring(ran).find(".//service")
    answer: Mapping[str, str] = service.attrib if service is not None else {}
    return Named(product=answer.get("product", ""), version=answer.get("version", ""))


def by_whatweb(whatweb: str, port: int, *, secure: bool) -> Named:
    """Names that only say what every site says (a title, a country, a header) are none of a product."""
    with tempfile.NamedTemporaryFile(suffix=".json") as log:
        url = f"http{'s' if secure else ''}://127.0.0.1:{port}/"
        command = [whatweb, "--no-errors", "--quiet", f"--log-json={log.name}", url]
        subprocess.run(command, capture_output=True, timeout=SLOWEST_S + 30, check=False)
        answer = json.loads(Path(log.name).read_text() or "[]")
    found = [
        (f"{plugin} {' '.join(seen.get('string', []))}", " ".join(seen.get("version", [])))
        for target in answer
        for plugin, seen in target.get("plugins", {}).items()
        if plugin not in SAYS_NOTHING
    ]
    return Named(product=" | ".join(name for name, _ in found), version=" ".join(v for _, v in found).strip())


def names_of(server: RealServer, rules: ForeignRules, nmap: str, whatweb: str) -> dict[str, Named]:
    with tempfile.TemporaryDirectory() as folder, running(server, spot(server, Path(folder)), "open") as live:
        own = identified(live.port, ForeignRules(), own=True)
        answer = {
            "own": own,
            "both": identified(live.port, rules, own=True),
            "file": identified(live.port, rules, own=False),
            "nmap": by_nmap(nmap, live.port),
        }
        if own.module in WEB and whatweb:
            answer["whatweb"] = by_whatweb(whatweb, live.port, secure=own.module == "https")
        return answer


def measured(rules: ForeignRules, nmap: str, whatweb: str) -> dict[str, dict[str, Named]]:
    """Of as many servers as fit into the time."""
    found: dict[str, dict[str, Named]] = {}
    until = time.monotonic() + LONGEST_S
    for server in SERVERS:
        if time.monotonic() > until:
            sys.stderr.write(f"no time for {server.name} and what follows\n")
            break
        if server.kind != "real" or server.missing() or server.name not in RIGHT:
            continue
        found[server.name] = names_of(server, rules, nmap, whatweb)
        answer = ", ".join(
            f"{how} {one.product or '-'} {one.version} {'right' if one.right(server.name) else 'WRONG'}"
            for how, one in found[server.name].items()
        )
        sys.stderr.write(f"{PROGRESS} {server.name}: {answer}\n")
    return found


def share(found: Mapping[str, Mapping[str, Named]], how: str, *, version: bool = False) -> float:
    """Per cent of the servers."""
    good = [
        name
        for name, answer in found.items()
        if answer[how].right(name) and (answer[how].version or not version)
    ]
    return 100 * len(good) / len(found)


def main() -> int:
    nmap, rules = shutil.which("nmap"), open_rules(Settings())
    if nmap is None or rules.nmap is None:
        sys.stderr.write("no nmap here, so there is neither a rule file nor a peer\n")
        return 1
    found = measured(rules, nmap, shutil.which("whatweb") or "")
    figures = [
        Figure(name="named_right", value=share(found, "own"), unit="%", peer=_peer(found)),
        Figure(name="named_right_with_nmaps_file", value=share(found, "both"), unit="%"),
        Figure(name="named_right_by_nmaps_file_alone", value=share(found, "file"), unit="%"),
        Figure(
            name="named_right_with_a_version",
            value=share(found, "own", version=True),
            unit="%",
            peer=_peer(found, version=True),
        ),
        *_of_the_web(found),
    ]
    show("names", f"{len(found)} real servers of the tests, each on loopback", figures)
    return 0


def _peer(found: Mapping[str, Mapping[str, Named]], *, version: bool = False) -> Peer:
    return Peer(name="nmap -sV", value=share(found, "nmap", version=version))


def _of_the_web(found: Mapping[str, Mapping[str, Named]]) -> list[Figure]:
    """The same of those that whatweb was asked about."""
    web = {name: answer for name, answer in found.items() if "whatweb" in answer}
    if not web:
        sys.stderr.write("no whatweb here: this peer is left out\n")
        return []
    beside = Peer(name="whatweb", value=share(web, "whatweb"))
    return [Figure(name="web_named_right", value=share(web, "own"), unit="%", peer=beside)]


if __name__ == "__main__":
    sys.exit(main())
