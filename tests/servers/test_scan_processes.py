"""Real servers of several kinds get the same results from scan processes as from the scan's own process."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from leftopen.model.verdict import State
from leftopen.scope.decide import Scope
from leftopen.service.scanning.endpoint_result import EndpointResult, Entry
from tests.servers.every import SERVERS
from tests.servers.need import require
from tests.servers.real import running, spot
from tests.service.office import office
from tests.service.scanning.processes.pools import all_of, examiner, pool_of, told

NAMES = ("redis", "nginx", "nginx_tls", "lighttpd", "mosquitto", "python_http")


@pytest.mark.real
@pytest.mark.parametrize("mode", ["open", "closed"])
def test_one_process_and_two_say_the_same(tmp_path: Path, mode: str) -> None:
    with ExitStack() as up:
        servers = [one for one in SERVERS if one.name in NAMES and mode in one.modes]
        for server in servers:
            require(server.missing())
        ports = []
        for server in servers:
            folder = tmp_path / server.name
            folder.mkdir()
            ports.append(up.enter_context(running(server, spot(server, folder), mode)).port)
        workspace = up.enter_context(office(tmp_path, deadline=30.0))

        async def both() -> tuple[list[Entry | None], list[Entry | None]]:
            here = await all_of(examiner(workspace, Scope()).examine, ports)
            async with pool_of(workspace) as (pool, _):
                return here, await all_of(pool.examine, ports)

        here, there = asyncio.run(both())
    assert len(servers) >= 4
    assert [told(one)[:3] for one in there] == [told(one)[:3] for one in here]
    assert [verdicts(one) for one in there] == [verdicts(one) for one in here]
    found = {state for one in here for _, state in verdicts(one)}
    assert (State.OPEN if mode == "open" else State.CLOSED) in found


def verdicts(entry: Entry | None) -> list[tuple[str, State]]:
    assert isinstance(entry, EndpointResult)
    return [(one.judged.check, one.judged.verdict.state) for one in entry.outcomes]
