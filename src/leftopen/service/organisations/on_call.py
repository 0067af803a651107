"""The on-call calendars of organisations: a file or a URL, read again and again, expanded in the sandbox.

Only the shifts of the next weeks are stored, with the mail addresses that they name: no title and no
description. What was read last stays when the calendar can't be read.
"""

from __future__ import annotations

import asyncio
import os
import stat
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from leftopen.contents.cage.cage import NotCaged
from leftopen.contents.sandbox import Sandbox
from leftopen.errors import BadRequest
from leftopen.formats import on_call_calendar, working_hours
from leftopen.formats.on_call_calendar import ReadRequest, ReadShifts
from leftopen.model.on_call import OnCall, Shift
from leftopen.model.organisation import Organisation
from leftopen.net import outbound_file
from leftopen.service.organisations import owner_directory
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.organisations import Organisations, OrganisationWriter

AHEAD = timedelta(days=62)
"""How far a calendar is read, and so how long its last good copy says who is on call."""
EVERY = timedelta(minutes=15)
LARGEST = 1024 * 1024
SECONDS = 20.0
"""For the expansion of one calendar, starting the child included."""


async def set_calendar(workspace: Workspace, name: str, source: str, *, by: str) -> Organisation:
    """Gives the organisation that calendar, '' for none. Raises NotFound; BadRequest when it can't be read:
    then nothing changes."""
    found = await asyncio.to_thread(Organisations(workspace.store.records).get, name)
    changed = replace(found, on_call=_absolute(source))
    read = await _read(workspace, changed, None) if source else None
    if read is not None and read.failed:
        raise BadRequest(f"cannot use the on-call calendar {source[:200]}: {read.failed}")

    def store() -> None:
        writer = OrganisationWriter(Changes(workspace.store.records))
        writer.put(changed)
        if read is not None:
            writer.put_on_call(read)
        audit_log.record(workspace, by, "on-call calendar", changed.name, audit_text(changed.on_call))

    await asyncio.to_thread(store)
    return changed


def is_enabled(workspace: Workspace) -> bool:
    """Does an organisation have a calendar?"""
    return any(one.on_call for one in Organisations(workspace.store.records).list())


async def refresh(workspace: Workspace) -> tuple[int, int]:
    """Reads every calendar again. How many could be read, and how many could not."""
    records = workspace.store.records
    listed = [one for one in await asyncio.to_thread(Organisations(records).list) if one.on_call]
    before = await asyncio.to_thread(Organisations(records).on_call)
    failed = 0
    for one in listed:
        read = await _read(workspace, one, before.get(one.id))
        await asyncio.to_thread(_store, workspace, one, before.get(one.id), read)
        failed += bool(read.failed)
    return len(listed) - failed, failed


def _store(workspace: Workspace, organisation: Organisation, before: OnCall | None, read: OnCall) -> None:
    """The audit says when it begins to fail, why that changes, and when it ends."""
    OrganisationWriter(Changes(workspace.store.records)).put_on_call(read)
    if read.failed != (before.failed if before else ""):
        message = f"cannot be read: {read.failed}" if read.failed else "can be read again"
        audit_log.record(workspace, "leftopen", "on-call calendar", organisation.name, message[:500])


async def _read(workspace: Workspace, organisation: Organisation, before: OnCall | None) -> OnCall:
    """What it says now; what it said before, with the reason, when it can't be read."""
    now, source = workspace.clock(), organisation.on_call
    kept = before if before is not None and before.source == source else None
    base = kept or OnCall(organisation=organisation.id, source=source, tried=now)
    try:
        raw = await _fetched(workspace, source)
    except ConnectionError as error:
        return replace(base, tried=now, failed=str(error)[:300])
    found = await asyncio.to_thread(_expanded, workspace, raw, organisation, now)
    if found.failed:
        return replace(base, tried=now, failed=found.failed)
    domains = await asyncio.to_thread(_domains, workspace, organisation)
    shifts = [_named(shift, domains) for shift in found.shifts]
    return OnCall(
        organisation=organisation.id, source=source, tried=now, read=now, begins=now, ends=now + AHEAD,
        shifts=tuple(one for one in shifts if one.who), unnamed=sum(not one.who for one in shifts),
    )  # fmt: skip


async def _fetched(workspace: Workspace, source: str) -> bytes:
    """Raises ConnectionError."""
    if "://" not in source:
        return await asyncio.to_thread(_from_file, source)
    private = workspace.settings.notify_private == "yes"
    return await outbound_file.fetch(source, agent=workspace.agent, private=private, largest=LARGEST)


def _from_file(source: str) -> bytes:
    """A pipe or a device is no calendar, and one may never end. Raises ConnectionError."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise ConnectionError("it is not a plain file")
            raw = file.read(LARGEST + 1)
    except ConnectionError:
        raise
    except (OSError, ValueError) as error:
        raise ConnectionError(getattr(error, "strerror", "") or "its name is not valid") from None
    if len(raw) > LARGEST:
        raise ConnectionError(f"it is larger than {LARGEST:,} bytes")
    return raw


def _expanded(workspace: Workspace, raw: bytes, organisation: Organisation, now: datetime) -> ReadShifts:
    """In a child of its own: a rule that never ends takes only the time and the memory of that."""
    hours = working_hours.parse(organisation.hours)
    zone = str(hours.zone) if hours else ""
    request = msgspec.msgpack.encode(ReadRequest(calendar=raw, begins=now, ends=now + AHEAD, zone=zone))
    sandbox = Sandbox(deadline=SECONDS, uncaged=workspace.settings.uncaged == "yes")
    try:
        found = sandbox.call(on_call_calendar.read, request, ReadShifts)
    except NotCaged as error:
        return ReadShifts(failed=str(error))
    finally:
        sandbox.close()
    return found or ReadShifts(failed="reading it takes too much time or memory")


def _domains(workspace: Workspace, organisation: Organisation) -> frozenset[str]:
    """The mail domains that a calendar may name people of. Whoever can change the calendar must not be able
    to have notices sent to anybody."""
    chain = owner_directory.load(workspace).chain(organisation.name)
    contacts = [url for one in chain for url in one.contacts if url.lower().startswith("mailto:")]
    own = [url.partition("?")[0].rpartition("@")[2] for url in contacts]
    return frozenset(domain.lower() for domain in (*own, *(name for one in chain for name in one.domains)))


def _named(shift: Shift, domains: frozenset[str]) -> Shift:
    who = tuple(address for address in shift.who if address.rpartition("@")[2] in domains)
    return replace(shift, who=who)


def _absolute(source: str) -> str:
    """The worker runs in another folder than the person who typed it."""
    return source if not source or "://" in source else str(Path(source).absolute())
