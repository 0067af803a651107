"""Real nginx with many sites on a few addresses, plain and in TLS: each is found under its name, and none of
others is asked."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from leftopen.model.address import Address
from leftopen.service.scanning.scan import ScanRequest, scan
from tests.pipeline.named_sites import Resolver, certificate_for, no_reverse
from tests.servers.need import missing, program
from tests.service.office import ignored, office

PER_ADDRESS = 10
FOREIGN = "other.example.net"


def config(folder: Path, addresses: list[str], port: int) -> str:
    """Every second address speaks TLS; of each ten sites two list their files."""
    certificate_for(folder / "tls", "www.example.org", FOREIGN)
    # The one that the test waits for, and no target of the scan.
    blocks = [f"server {{ listen {LOOPBACK}:{port}; }}"]
    for at, address in enumerate(addresses):
        pem = folder / "tls" / "site.pem"
        tls = f"ssl_certificate {pem}; ssl_certificate_key {pem};" if at % 2 else ""
        listen = f"listen {address}:{port}{' ssl' if tls else ''}"
        blocks.append(f"server {{ {listen} default_server; {tls} return 200 'nothing here'; }}")
        for number in range(PER_ADDRESS):
            root = folder / "sites" / name(at, number)
            root.mkdir(parents=True)
            page = root / (f"notes{number}.txt" if number < 2 else "index.html")
            page.write_text(f"<title>Department {at}.{number}</title><p>Welcome</p>")
            blocks.append(
                f"server {{ {listen}; server_name {name(at, number)}; {tls} root {root}; autoindex on; }}"
            )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return (
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ {temporary}\n"
        f"log_format named '$host $ssl_server_name'; access_log {folder}/access.log named;\n"
        "server_names_hash_bucket_size 128; server_names_hash_max_size 4096;\n" + "\n".join(blocks) + "\n}\n"
    )


def name(at: int, number: int) -> str:
    return f"s{number}.d{at}.example.org"


@pytest.mark.skipif(bool(missing("nginx")), reason="nginx is not installed")
@pytest.mark.parametrize("count", [2, pytest.param(20, marks=pytest.mark.full)])
def test_every_site_of_a_shared_nginx_is_found_under_its_name(tmp_path: Path, count: int) -> None:
    addresses, port = (
        [f"127.0.1.{number + 1}" for number in range(count)],
        free_ports(1, random.SystemRandom())[0],
    )
    names = {(address, name(at, n)) for at, address in enumerate(addresses) for n in range(PER_ADDRESS)}
    folder = tmp_path / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(config(folder, addresses, port))
    command = [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    server = ServerProgram(command, ports=(port,), log=folder / "nginx.log")

    async def scanned() -> None:
        wanted = ScanRequest(
            words=tuple(addresses),
            ports=str(port),
            names=tuple((Address.parse(address), one) for address, one in sorted(names)),
        )
        async for line in scan(quiet, wanted, ignored, asyncio.Event()):
            if line["type"] == "observation":
                shodan: Any = line["_shodan"]
                seen.append((str(line["ip_str"]), shodan["options"].get("hostname", "")))
            if line["type"] == "finding":
                found.append(str(line["hostname"]))

    seen: list[tuple[str, str]] = []
    found: list[str] = []
    with office(tmp_path) as workspace:
        quiet = replace(workspace, resolver=Resolver(), reverse=no_reverse)
        server.start()
        try:
            asyncio.run(scanned())
        finally:
            server.stop()
    assert {pair for pair in seen if pair[1]} == names
    assert sorted(found) == sorted(name(at, number) for at in range(count) for number in range(2))
    asked = {word for line in (folder / "access.log").read_text().splitlines() for word in line.split()}
    assert asked - {"-", *addresses} == {one for _, one in names}
