"""Which cases of a server a notice is about: those whose owner was not told at this address yet."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.errors import ChangedSince, NotAllowed
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.identity import digest
from leftopen.model.outbox import WAITING, DeliveryState
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox


def address_notice(
    workspace: Workspace, members: Sequence[Case], to: str, *, repeat: bool, after: int | None
) -> tuple[list[Case], str]:
    """The cases that a notice to that recipient is about, the one that it names first, and its id.

    `members`: the case that was asked for, then the others of the same server. The id is the idempotency key:
    the same notice to the same recipient is sent once, whichever case of the server was asked for. Raises
    NotAllowed when the recipient knows already, and ChangedSince when others sent a notice meanwhile.
    """
    asked = members[0]
    notices = {case.id: _notices(workspace, case) for case in members}
    parts = {case.id: _parts(workspace, case, to) for case in members}
    keys = {id: digest(*part) for id, part in parts.items()}
    known = {case.id: to in _told(workspace, case) for case in members}
    if not known[asked.id]:
        about = sorted(
            (case for case in members if not known[case.id]), key=lambda one: (one.first_open, one.id)
        )
        return about, keys[about[0].id]
    sent = len(notices[asked.id])
    if repeat and after not in (None, sent):
        raise ChangedSince(f"another notice of case {asked.id[:8]} was sent meanwhile; check the case again")
    if not repeat:
        raise NotAllowed(
            f"{to} was already notified of case {asked.id[:8]}; use --again to send another notice"
        )
    return list(members), digest(*parts[asked.id], str(sent))


def unspent(workspace: Workspace, id: str, case: Case, to: str) -> str:
    """The id under which a notice to that recipient, which names this case first, can still be sent. One
    that was dropped never left, so the next one has an id of its own; one that became part of a message that
    waits still is on its way."""
    outbox = Outbox(workspace.store.records)
    if any(one.to == to and one.delivery.state in WAITING for one in outbox.about(case.id)):
        return id
    while (found := outbox.find(id)) is not None and found.delivery.state is DeliveryState.DROPPED:
        id = digest("notice after", id)
    return id


def _notices(workspace: Workspace, case: Case) -> list[str]:
    """The ids of the notices that were sent about the case."""
    events = Cases(workspace.store.records).events(case.id)
    return [str(event.body["notice"]) for event in events if event.kind is CaseEventKind.NOTIFIED]


def _told(workspace: Workspace, case: Case) -> set[str]:
    """Who was told of the case since it was last opened, whichever case of the server the notice named
    first."""
    ids: list[str] = []
    for event in Cases(workspace.store.records).events(case.id):
        if event.kind is CaseEventKind.REOPENED:
            ids.clear()
        elif event.kind is CaseEventKind.NOTIFIED:
            ids.append(str(event.body["notice"]))
    return Notices(workspace.store.records).recipients(ids)


def _parts(workspace: Workspace, case: Case, to: str) -> tuple[str, ...]:
    """Of a notice that names this case first. A case that was opened again needs a new one."""
    events = Cases(workspace.store.records).events(case.id)
    lives = sum(event.kind is CaseEventKind.REOPENED for event in events)
    return "notice", case.id, to, str(lives)
