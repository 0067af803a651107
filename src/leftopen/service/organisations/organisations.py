"""Adds, changes and removes organisations."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from babel import Locale

from leftopen.errors import BadRequest
from leftopen.formats import working_hours
from leftopen.model.facts import Json
from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation
from leftopen.present.one_line import one_line
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.service.organisations import owner_directory
from leftopen.service.organisations.channels import accept
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.organisations import Organisations, OrganisationWriter
from leftopen.translate import languages

LONGEST, MOST_LINES = 200, 8
EXISTS = "there is an organisation of this name already"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChange:
    """What changes; None: it stays as it is."""

    contacts: Sequence[str] | None = None
    domains: Sequence[str] | None = None
    parent: str | None = None
    language: str | None = None
    hours: str | None = None
    address: str | None = None
    country: str | None = None
    dpo: str | None = None


def add(
    workspace: Workspace,
    name: str,
    *,
    by: str,
    contacts: Sequence[str] = (),
    domains: Sequence[str] = (),
    parent: str = "",
    language: str = "en",
    hours: str = "",
    address: str = "",
    country: str = "",
    dpo: str = "",
    replaces: bool = True,
    may_tell: bool = True,
) -> Organisation:
    """Adds it, or changes the one of that name, whose calendar stays. Raises BadRequest, also for a name that
    is there where nothing is replaced, BadSetting for a contact that no channel serves, NotPermitted for one
    without `may_tell`, NotFound for an unknown parent."""
    shown = " ".join(name.split())
    if not 1 <= len(shown) <= LONGEST:
        raise BadRequest(f"the name of an organisation has 1 to {LONGEST} characters")
    what = OrganisationChange(
        contacts=contacts, domains=domains, parent=parent, language=language, hours=hours, address=address,
        country=country, dpo=dpo,
    )  # fmt: skip
    before = Organisations(workspace.store.records).named(shown)
    if before is None:
        fresh = Organisation(id=secrets.token_hex(8), name=shown, added=workspace.clock())
        fresh = _checked(workspace, fresh, what, may_tell)
        # Another may have come first.
        before = OrganisationWriter(Changes(workspace.store.records)).add(fresh)
        if before is None:
            return _recorded(workspace, fresh, by)
    if not replaces:
        raise BadRequest(EXISTS)
    return _stored(workspace, replace(before, name=shown), what, by, may_tell)


def change(
    workspace: Workspace, name: str, what: OrganisationChange, *, by: str, may_tell: bool = True
) -> Organisation:
    """Changes some of it. Raises NotFound, and as `add`."""
    return _stored(workspace, Organisations(workspace.store.records).get(name), what, by, may_tell)


def _stored(
    workspace: Workspace, old: Organisation, what: OrganisationChange, by: str, may_tell: bool
) -> Organisation:
    new = _checked(workspace, old, what, may_tell)
    OrganisationWriter(Changes(workspace.store.records)).put(new)
    return _recorded(workspace, new, by)


def _recorded(workspace: Workspace, new: Organisation, by: str) -> Organisation:
    summary = ", ".join(map(audit_text, new.contacts)) + (f"; hours {new.hours}" if new.hours else "")
    audit_log.record(workspace, by, "organisation", new.name, summary[:500])
    return new


def _checked(
    workspace: Workspace, old: Organisation, what: OrganisationChange, may_tell: bool
) -> Organisation:
    """Changed. Raises BadRequest, BadSetting, NotPermitted, NotFound."""
    records = workspace.store.records
    new = _changed(old, what, may_tell)
    if new.parent:
        new = replace(new, parent=Organisations(records).get(new.parent).name)
        above = owner_directory.load(workspace).chain(new.parent)
        if old.id in [one.id for one in above]:
            raise BadRequest(f"{new.name} can't belong to {new.parent}, which belongs to it")
    return new


def _changed(old: Organisation, what: OrganisationChange, may_tell: bool) -> Organisation:
    """Raises BadRequest, BadSetting, BadAddress, NotPermitted."""
    new = old
    if what.contacts is not None:
        accept(what.contacts, may_tell=may_tell, before=old.contacts)
        new = replace(new, contacts=tuple(dict.fromkeys(what.contacts)))
    if what.domains is not None:
        domains = dict.fromkeys(domain.lower().rstrip(".") for domain in what.domains)
        new = replace(new, domains=tuple(domains))
    if what.parent is not None:
        new = replace(new, parent=what.parent)
    if what.language is not None:
        if what.language not in languages():
            raise BadRequest(f"{what.language!r} is not valid; use {' or '.join(languages())}")
        new = replace(new, language=what.language)
    if what.hours is not None:
        try:
            working_hours.parse(what.hours)
        except ValueError as error:
            raise BadRequest(str(error)) from None
        new = replace(new, hours=" ".join(what.hours.split()))
    return _with_letterhead(new, what)


def _with_letterhead(new: Organisation, what: OrganisationChange) -> Organisation:
    """Raises BadRequest for a country that there is not."""
    if what.address is not None:
        lines = [one_line(line, LONGEST) for line in re.split(r"[;\n]", what.address)]
        new = replace(new, address=tuple(filter(None, lines))[:MOST_LINES])
    if what.dpo is not None:
        new = replace(new, dpo=one_line(what.dpo, LONGEST))
    if what.country is not None:
        codes = dict.fromkeys(what.country.upper().replace(",", " ").split())
        for code in codes:
            if not (len(code) == 2 and code in Locale("en").territories):
                raise BadRequest(f"{code[:20]!r} is not the code of a country, such as FR")
        seat, *also = [*codes] or [""]
        new = replace(new, country=seat, also=tuple(also))
    return new


def remove(workspace: Workspace, name: str, *, by: str) -> Organisation:
    """Raises NotFound."""
    found = Organisations(workspace.store.records).get(name)
    OrganisationWriter(Changes(workspace.store.records)).remove(found.id)
    audit_log.record(workspace, by, "removed organisation", found.name)
    return found


def line(
    organisation: Organisation, calendar: OnCall | None = None, now: datetime | None = None
) -> dict[str, Json]:
    """`type: organisation`. With its calendar: who is on call now, and how old that is."""
    return {
        "type": "organisation",
        "name": organisation.name,
        "added": format_utc(organisation.added),
        "contacts": list(organisation.contacts),
        "domains": list(organisation.domains),
        "parent": organisation.parent or None,
        "language": organisation.language,
        "hours": organisation.hours or None,
        "calendar": organisation.on_call or None,
        "address": list(organisation.address),
        "country": organisation.country or None,
        "countries": [*organisation.countries],
        "dpo": organisation.dpo or None,
        **(_calendar_line(calendar, now) if calendar and now else {}),
    }


def _calendar_line(calendar: OnCall, now: datetime) -> dict[str, Json]:
    return {
        "on_call": list(calendar.who(now)),
        "calendar_read": format_utc_or_none(calendar.read),
        "calendar_until": format_utc_or_none(calendar.ends),
        "calendar_failed": calendar.failed or None,
        "unnamed_shifts": calendar.unnamed or None,
    }
