"""Signed links in notices: the owner opens a page without an account, answers there, and asks for another
check.

A link is valid for `LIFETIME` and can be withdrawn. It is signed with a key outside the data folder, so that
nobody can make one from a copy of the records.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.state_machine import MOVES
from leftopen.errors import BadRequest, BadSetting, ChangedSince, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.owner_link import OwnerLink
from leftopen.present.printable import printable
from leftopen.present.timestamps import format_utc
from leftopen.service.cases import comments, decisions
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace import audit_log, keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.owner_links import OwnerLinks, OwnerLinkWriter

LIFETIME = timedelta(days=90)
PATH = "/owner/"
PAUSE = timedelta(minutes=10)
"""Between two checks that owners of the same case ask for."""
LOOKS = 5
"""Cases of one server that one request checks again."""
ANSWERS = 20
"""By one link in a day."""
FURTHEST = timedelta(days=366)
OWNER = "the owner"
_TOKEN = re.compile(re.escape(PATH) + r"[\w-]+\.[\w-]+")
GONE = "this link is not valid: it has expired, was withdrawn, or is incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerAnswer:
    """What an owner says. `until`: the day by which it will be closed, None for no promise."""

    name: str
    until: date | None
    text: str = ""


def is_enabled(workspace: Workspace) -> bool:
    """Do notices bear a link?"""
    return workspace.settings.owner_links == "on" and bool(workspace.settings.public_url)


def create(workspace: Workspace, cases: Sequence[str], *, notice: str = "", by: str) -> str:
    """A new link to these cases, as a URL. Raises BadSetting without `public_url`."""
    if not workspace.settings.public_url:
        raise BadSetting("owners need a URL to open: set public_url to the URL of this server (https://…)")
    now = workspace.clock()
    link = OwnerLink(
        id=secrets.token_urlsafe(12),
        cases=tuple(cases),
        notice=notice,
        created=now,
        expires=now + LIFETIME,
        by=by,
    )
    OwnerLinkWriter(Changes(workspace.store.records)).put(link)
    audit_log.record(workspace, by, "owner's link", link.cases[0], f"valid until {format_utc(link.expires)}")
    return f"{workspace.settings.public_url.rstrip('/')}{PATH}{link.id}.{_signature(workspace, link)}"


def without_links(text: str) -> str:
    """The text of a notice for those who are not the owner: whoever has the link answers in the owner's
    name."""
    return _TOKEN.sub(f"{PATH}…", text)


def find(workspace: Workspace, token: str) -> OwnerLink:
    """The valid link of that token. Raises NotFound, with the same words whatever is wrong with it."""
    id, _, signature = token.partition(".")
    link = OwnerLinks(workspace.store.records).find(id)
    known = link is not None and hmac.compare_digest(signature.encode(), _signature(workspace, link).encode())
    if link is None or not known or link.withdrawn is not None or link.expires <= workspace.clock():
        raise NotFound(GONE)
    return link


def cases_of(workspace: Workspace, link: OwnerLink) -> list[Case]:
    """Its cases as they are now; one that another case continues is shown as that one."""
    found: dict[str, Case] = {}
    for id in link.cases:
        case = Cases(workspace.store.records).get(id)
        if case.continued_as:
            case = Cases(workspace.store.records).get(case.continued_as)
        found[case.id] = case
    return list(found.values())


def acknowledge(workspace: Workspace, link: OwnerLink, answer: OwnerAnswer) -> int:
    """Records the answer in every open case of the link; returns their number. The name and the text are a
    comment, which can be erased; the event only has the day. Raises BadRequest, NotAllowed when none is
    open."""
    name = printable(answer.name.strip(), 100)
    if not name:
        raise BadRequest("enter your name, so that we know who answered")
    body = _promise(answer.until, workspace.clock())
    links = OwnerLinkWriter(Changes(workspace.store.records))
    if not links.claim_answer(link.id, workspace.clock(), ANSWERS, timedelta(days=1)):
        raise NotAllowed(
            "this link has received too many answers today; answer by mail, or try again tomorrow"
        )
    text = f"{name}: {printable(answer.text.strip(), 1000) or 'acknowledged'}"
    answered = 0
    for case in cases_of(workspace, link):
        if CaseEventKind.ACKNOWLEDGED in MOVES[case.state]:
            # The same answer twice is one event, and what each person said is a note of its own.
            with suppress(NotAllowed, ChangedSince):
                decisions.decide(workspace, case.id, CaseEventKind.ACKNOWLEDGED, body, by=OWNER)
            comments.comment(workspace, case.id, text, by=OWNER)
            answered += 1
    if not answered:
        raise NotAllowed("nothing to acknowledge: no case of this link is open")
    return answered


def _promise(until: date | None, now: datetime) -> dict[str, str]:
    """The end of that day. Raises BadRequest."""
    if until is None:
        return {}
    if not now.date() <= until < (now + FURTHEST).date():
        raise BadRequest("the day must be today or later, and within a year")
    end = datetime.combine(until + timedelta(days=1), time(0), tzinfo=now.tzinfo)
    return {"promised": format_utc(end)}


async def look_again(workspace: Workspace, link: OwnerLink) -> list[Case]:
    """Runs the same check again on each case that could change, and returns all cases of the link. Raises
    NotAllowed when one was checked a moment ago."""
    waits = wait(workspace, link)
    if waits > timedelta(0):
        raise _too_soon(waits)
    # Claimed before the first check, so that of several requests at once one runs.
    links = OwnerLinkWriter(Changes(workspace.store.records))
    if not await asyncio.to_thread(links.claim_check, link.id, workspace.clock(), PAUSE):
        raise _too_soon(PAUSE)
    due = [case for case in cases_of(workspace, link) if case.state in LIVE | {CaseState.SILENT}][:LOOKS]
    for case in due:
        audit_log.record(workspace, OWNER, "verify", case.id, case.where)
        # What can't be checked, such as one whose evidence was deleted, does not stop the others.
        with suppress(NotFound, NotAllowed):
            await verify(workspace, case.id)
    return cases_of(workspace, link)


def _too_soon(waits: timedelta) -> NotAllowed:
    minutes = max(1, round(waits.total_seconds() / 60))
    return NotAllowed(f"it was checked a moment ago; ask again in {minutes} min")


def wait(workspace: Workspace, link: OwnerLink) -> timedelta:
    """How long until the owner may ask for another check, after one since the case was opened. One that a
    wrong clock dated in the future does not count."""
    now = workspace.clock()
    last = max(
        (
            look.at
            for case in cases_of(workspace, link)
            for look in Cases(workspace.store.records).looks(case.id)[1:]
            if look.at <= now
        ),
        default=None,
    )
    return max(timedelta(0), last + PAUSE - now) if last else timedelta(0)


def withdraw(workspace: Workspace, prefix: str, *, by: str) -> int:
    """Withdraws every valid link of the case; returns their number. Raises NotFound."""
    case = Cases(workspace.store.records).get(prefix)
    number = OwnerLinkWriter(Changes(workspace.store.records)).withdraw(case.id, workspace.clock())
    if number:
        audit_log.record(workspace, by, "withdrew owner's link", case.id, str(number))
    return number


def _signature(workspace: Workspace, link: OwnerLink) -> str:
    """24 characters over all that the link permits."""
    key = keys.link_key(workspace.config, workspace.data)
    text = "|".join((link.id, *link.cases, format_utc(link.expires)))
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")[:18]).decode()
