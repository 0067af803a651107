"""Two hundred sites that exist only under a name, at twenty addresses: each is found, none out of scope."""

from __future__ import annotations

import asyncio
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from leftopen.model.facts import Json
from leftopen.model.scope import Effect
from leftopen.model.verdict import State
from leftopen.scope.file import record
from leftopen.scope.name_list import read_names
from leftopen.service.exclusions import scopes
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.workspace.workspace import Workspace
from tests.servers import hosted_sites
from tests.servers.hosted_sites import DOMAIN, FOLDER, KINDS, Host
from tests.servers.looking import Line, looking_desk, of
from tests.servers.need import missing, require

DENIED = f"club3.h0.{DOMAIN}"


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
def test_each_site_is_found_under_its_name_and_none_out_of_scope(tmp_path: Path) -> None:
    require(missing(*set(KINDS)))
    hosts = hosted_sites.hosts(tmp_path / "sites")
    with hosted_sites.served(hosts), looking_desk(tmp_path / "desk", domains=[DOMAIN]) as desk:
        deny(desk, DENIED)
        lines = look(desk, hosts)
    asked = hosted_sites.asked(tmp_path / "sites")
    _every_site_is_found(lines, hosts)
    _nothing_else_was_asked(asked, hosts)
    _none_costs_more_than_a_default_site(asked, hosts)


def _every_site_is_found(lines: list[Line], hosts: list[Host]) -> None:
    opened = Counter(
        str(one.get("hostname") or one["ip_str"]) for one in of(lines, "verdict", verdict=State.OPEN)
    )
    assert opened == Counter([*(name for host in hosts for name in host.open), hosts[FOLDER].address])
    answered = {name for one in of(lines, "observation") for name in _listed(one["hostnames"])}
    every = {name for host in hosts for name in host.every} - {DENIED}
    assert len(every) == 199
    assert every <= answered


def _listed(names: Json) -> list[str]:
    assert isinstance(names, list)
    return [str(name) for name in names]


def _nothing_else_was_asked(asked: Counter[str], hosts: list[Host]) -> None:
    """A request without a host name is one of HTTP/1.0, which some logs show as `-`."""
    names = {name for host in hosts for name in (host.address, host.own_name, *host.every)}
    assert set(asked) <= names - {DENIED} | {"-", ""}


def _none_costs_more_than_a_default_site(asked: Counter[str], hosts: list[Host]) -> None:
    folder, page = asked[hosts[FOLDER].address], asked[hosts[0].address]
    for host in hosts:
        assert max(asked[name] for name in host.open) <= 1.2 * folder
        assert max(asked[name] for name in host.pages) <= 1.2 * page
        assert max(asked[name] for name in host.aliases) <= 2


def deny(desk: Workspace, name: str) -> None:
    now = desk.clock()
    scopes.add(desk, [record(name, authorised_by="", until=None, now=now, effect=Effect.DENY)])


def look(desk: Workspace, hosts: list[Host]) -> list[Line]:
    """The lines of one scan; the names of the hosts without TLS are handed to it."""
    told = [f"{host.address} {name}\n" for host in hosts if not host.tls for name in host.every]
    wanted = ScanRequest(
        words=tuple(host.address for host in hosts),
        ports=str(hosts[0].spot.port),
        fresh=True,
        names=tuple(read_names(BytesIO("".join(told).encode()), "names")),
    )

    async def run() -> list[Line]:
        return [line async for line in scan(desk, wanted, lambda progress: None, asyncio.Event())]

    return asyncio.run(run())
