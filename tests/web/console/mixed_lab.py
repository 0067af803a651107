"""A mixed lab: services that a scan found and Nmap saw too; some are gone, some decided, one is on several
addresses."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.address import Address
from leftopen.model.case import CaseEventKind
from leftopen.model.endpoint import Endpoint
from leftopen.model.severity import Severity
from leftopen.service.cases import decisions
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.cases.cases import Cases
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed, opened_case

UNTIL = "2099-01-01T00:00:00.000000Z"
HOST = "198.51.100.7"
Place = tuple[str, int]
"""Address and port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """`there` answered at the last look, `gone` did not."""

    console: Console
    folder: Path
    there: frozenset[Place]
    gone: frozenset[Place]


@contextmanager
def stored_lab(folder: Path, extra: Sequence[str] = ()) -> Iterator[Lab]:
    """Eight open services of one host, as a scan would have stored them; two are gone, one is a false
    positive, one is accepted. `extra`: addresses at which the first of them answers too."""
    redis, boxes = range(7001, 7006), range(8001, 8004)
    places = [(HOST, port) for port in (*redis, *boxes)] + [(address, redis[0]) for address in extra]
    lost = {(HOST, redis[1]), (HOST, boxes[1])}
    with console_in(folder, furnished=False) as console:
        for address, port in places:
            _open(console.workspace, address, port, "redis" if port in redis else "mailbox")
        decide(console.workspace, (HOST, redis[0]), CaseEventKind.MARKED_FALSE, {"because": "a test"})
        decide(console.workspace, (HOST, boxes[0]), CaseEventKind.ACCEPTED, {"because": "so", "until": UNTIL})
        _lose(console.workspace, lost)
        imported(console.workspace, folder, [place for place in places if place not in lost])
        yield Lab(console=console, folder=folder, there=frozenset(places) - lost, gone=frozenset(lost))


def _open(workspace: Workspace, address: str, port: int, kind: str) -> None:
    at = workspace.clock() - timedelta(hours=1)
    if kind == "redis":
        o = observed(address, port, at, "# Server\r\nredis_version:7.2.1", module="redis", product="Redis")
        finding = found(o, "redis_open", at, Severity.HIGH, ())
    else:
        o = observed(address, port, at, "HTTP/1.1 200 OK\r\n\r\n", module="http", product="MailDev")
        finding = found(o, "mailbox_web_open", at, Severity.CRITICAL, ())
    ObservationWriter(workspace.store.client).add([o])
    opened_case(workspace, finding)


def _lose(workspace: Workspace, places: set[Place]) -> None:
    now = workspace.clock()
    ObservationWriter(workspace.store.client).add_unanswered(
        [
            MissedProbe(
                endpoint=Endpoint(address=Address.parse(address), port=port),
                at=now,
                reason=AbsenceReason.REFUSED,
            )
            for address, port in places
        ]
    )


def decide(workspace: Workspace, place: Place, kind: CaseEventKind, body: dict[str, str]) -> None:
    cases = Cases(workspace.store.records).list()
    [case] = [one for one in cases if (str(one.address), one.port) == place]
    decisions.decide(workspace, case.id, kind, body, by="a test")


def imported(workspace: Workspace, folder: Path, places: Sequence[Place]) -> None:
    """Nmap's file of those."""
    file = folder / "nmap.xml"
    file.write_text(_nmap(places, int(time.time())))
    import_file(workspace, ImportOptions(file=file), lambda _: None, lambda: False)


def _nmap(places: Sequence[Place], now: int) -> str:
    hosts = ""
    for address in sorted({address for address, _ in places}):
        ports = "".join(
            f'<port protocol="tcp" portid="{port}"><state state="open"/>'
            '<service name="redis" product="Made-up server" method="probed"/></port>'
            for its, port in places
            if its == address
        )
        hosts += (
            f'<host starttime="{now}" endtime="{now}"><status state="up"/>'
            f'<address addr="{address}" addrtype="ipv4"/><ports>{ports}</ports></host>'
        )
    return f'<?xml version="1.0"?><nmaprun scanner="nmap" start="{now}">{hosts}</nmaprun>'
