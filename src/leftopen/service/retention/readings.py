"""Takes the answers from access logs out of DATA/readers: they hold addresses of clients."""

from __future__ import annotations

import ipaddress
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from leftopen.model.access_logs import ReadersResult
from leftopen.model.case import Case
from leftopen.service.access_logs import saved
from leftopen.service.assessments.count import SERVED
from leftopen.service.assessments.folder import folders
from leftopen.service.retention.own_files import remove_own
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.erasure import Within


def remove(workspace: Workspace, cases: Iterable[Case], before: datetime | None = None) -> int:
    """Those of these cases; with `before`, only what was read from the logs before then: logs are often read
    after the case was closed. Raises StoreFailed."""
    files = {case.id: file for case in cases if (file := saved.file_of(workspace, case.id)).exists()}
    old = {
        case: file
        for case, file in files.items()
        if before is None or file.stat().st_mtime < before.timestamp()
    }
    for file in (*_joined(workspace, old), *old.values()):
        remove_own(workspace, file)
    return len(old)


def _joined(workspace: Workspace, cases: Container[str]) -> list[Path]:
    """What was kept of whose data was served, with the people of the cases' assessments."""
    found = (
        one.path / f"{SERVED}.blocks" for one in folders(workspace.data) if one.assessment().case in cases
    )
    return [file for file in found if file.exists()]


def results_naming(workspace: Workspace, within: Within) -> list[ReadersResult]:
    """Every result that names such a client, whatever its case. Raises StoreFailed for a damaged file: nobody
    could say whom it names."""
    files = sorted((workspace.data / saved.FOLDER).glob("*.json"))
    found = (saved.load(workspace, file.stem) for file in files)
    return [one for one in found if one is not None and _names(one, within)]


def forget(workspace: Workspace, results: Sequence[ReadersResult], within: Within) -> int:
    """Writes them again without these clients; counts of requests and readers stay. Raises LeftopenError."""
    for one in results:
        clients = tuple(client for client in one.clients if not _is_in(client.address, within))
        answers = tuple(
            replace(answer, addresses=tuple(each for each in answer.addresses if not _is_in(each, within)))
            for answer in one.answers
        )
        logins = (
            None
            if one.logins is None
            else tuple(login for login in one.logins if not _is_in(login.address, within))
        )
        saved.save(workspace, replace(one, clients=clients, answers=answers, logins=logins))
    return len(results)


def _names(one: ReadersResult, within: Within) -> bool:
    message = (
        *(client.address for client in one.clients),
        *(a for each in one.answers for a in each.addresses),
        *(login.address for login in one.logins or ()),
    )
    return any(_is_in(address, within) for address in message)


def _is_in(address: str, within: Within) -> bool:
    """A log may name a client by something that is no address."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return within(address)
