"""What exists only under a name is found, opened as a case, closed and proved under the name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from leftopen.model.address import Address
from leftopen.model.case import CaseState
from leftopen.model.verdict import Reason
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.pipeline.loopback import HOST, Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.named_sites import NamedSites, Resolver, no_reverse, words
from tests.service.office import ignored, office

MAIL, SHOP, OTHER = "mail.example.org", "shop.example.org", "other.example.net"
Line = dict[str, Any]


@contextmanager
def named_office(folder: Path, resolver: Resolver, **settings: object) -> Iterator[Workspace]:
    """No test asks a real name server."""
    with office(folder, **settings) as workspace:
        yield replace(workspace, resolver=resolver, reverse=no_reverse)


def scanned(
    workspace: Workspace, port: int, *targets: str, names: Sequence[str] = (), checks: bool = True
) -> list[Line]:
    """The lines of one scan. `names` are listed for 127.0.0.1."""

    async def whole() -> list[Line]:
        wanted = ScanRequest(
            words=targets or (HOST,),
            ports=str(port),
            fresh=True,
            checks=checks,
            names=tuple((Address.parse(HOST), name) for name in names),
        )
        return [line async for line in scan(workspace, wanted, ignored, asyncio.Event())]

    return asyncio.run(whole())


def not_checked(lines: Sequence[Line]) -> dict[str, int]:
    """How many names were not asked, by reason."""
    return {one["reason"]: one["count"] for one in lines[-1]["not_checked"] if one["unit"] == "name"}


def test_a_mailbox_that_exists_only_under_a_name_is_found_closed_and_proved(tmp_path: Path) -> None:
    box = Mailbox()
    server = NamedSites(default=words("The shop"), sites={MAIL: box._answer})
    resolver = Resolver({MAIL: [HOST]})
    with Loopback() as loopback, named_office(tmp_path, resolver) as workspace:
        lines = scanned(workspace, loopback.serve(server), MAIL)
        [case] = Cases(workspace.store.records).list(None)
        box.locked = True
        shut = asyncio.run(verify(workspace, case.id))
    [finding] = [line for line in lines if line["type"] == "finding"]
    assert finding["check"] == "mailbox_web_open"
    assert {line.get("hostname") for line in lines if line["type"] == "finding"} == {MAIL}
    assert (lines[-1]["names"], lines[-1]["sites"]) == (1, 1)
    assert shut.judged.verdict.reason is Reason.PASSWORD_ASKED
    assert shut.judged.endpoint.name == MAIL
    assert shut.case.state is CaseState.CLOSED
