"""A look over the installation."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass

from leftopen import __version__, catalogue
from leftopen.errors import LeftopenError
from leftopen.model.amounts import count_words
from leftopen.model.mail_address import is_mail_address
from leftopen.service import chain_seal, keys, places
from leftopen.service.controls import own_control
from leftopen.service.desk import Desk, check_config
from leftopen.service.notify import sender_of
from leftopen.store import permissions
from leftopen.store.format import WHAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`ok` True; False: broken; None: missing, and something can't be done without it, or `old`: there, but
    of a day too long ago."""

    what: str
    ok: bool | None
    says: str
    old: bool = False


def examine(desk: Desk) -> list[Condition]:
    """Everything in order; no condition hides another."""
    looks: tuple[tuple[str, Callable[[Desk], Condition]], ...] = (
        ("program", _program),
        ("data folder", _data),
        ("engine", _engine),
        ("event chain", chain),
        ("keys", _keys),
        ("scope", _scope),
        ("scanner's contact", _contact),
        ("positive control", _control),
        ("notices", _notices),
        ("places", _places),
    )
    return [_tried(what, look, desk) for what, look in looks]


def _tried(what: str, look: Callable[[Desk], Condition], desk: Desk) -> Condition:
    try:
        return look(desk)
    except LeftopenError as error:
        return Condition(what=what, ok=False, says=str(error))


def _program(desk: Desk) -> Condition:
    probes, checks, detectors = catalogue.probes(), catalogue.checks(), catalogue.detectors()
    leaves = f"{len(probes)} probes, {len(checks)} checks, {len(detectors)} detectors"
    python = ".".join(map(str, sys.version_info[:3]))
    return Condition(what="program", ok=True, says=f"leftopen {__version__} on Python {python}; {leaves}")


def _data(desk: Desk) -> Condition:
    """What is looked at when the folder is opened, and whether others can read it."""
    check_config(desk.config)
    permissions.check(WHAT, desk.data)
    if permissions.readable_by_others(desk.data):
        says = f"{desk.data} can be read by others: chmod 700 {shlex.quote(str(desk.data))}"
        return Condition(what="data folder", ok=False, says=says)
    return Condition(what="data folder", ok=True, says=str(desk.data))


def _engine(desk: Desk) -> Condition:
    count = desk.store.observations.count("")
    where = desk.settings.engine_url or f"embedded, at most {desk.settings.engine_memory_mb} MiB"
    return Condition(what="engine", ok=True, says=f"{where}; {count_words(count, 'service')} seen")


def chain(desk: Desk) -> Condition:
    """By its own hashes, and by what was signed of it."""
    checked, broken = desk.store.records.cases.verify_chain()
    if not broken and (wrong := chain_seal.misfit(desk.store.records, desk.seal)):
        broken = f"{wrong}; {chain_seal.MEND}"
    says = broken or f"{count_words(checked, 'event')}, each bound to the one before, the last one signed"
    return Condition(what="event chain", ok=not broken, says=says)


def _keys(desk: Desk) -> Condition:
    keys.signing_key(desk.config)
    return Condition(what="keys", ok=True, says=f"give {keys.public_file(desk.config)} to readers of proofs")


def _scope(desk: Desk) -> Condition:
    now = desk.clock()
    records = desk.store.records.scopes.list()
    valid = [record for record in records if record.until is None or now < record.until]
    if not valid:
        says = "no valid record: only this machine's own addresses may be scanned (leftopen scope add --help)"
        return Condition(what="scope", ok=None, says=says)
    return Condition(
        what="scope", ok=True, says=f"{count_words(len(valid), 'record')}, {len(records) - len(valid)} ended"
    )


def _contact(desk: Desk) -> Condition:
    if not desk.settings.contact:
        return Condition(
            what="scanner's contact", ok=None, says="set `contact`: who answers for this scanner"
        )
    return Condition(what="scanner's contact", ok=True, says=desk.agent)


def _control(desk: Desk) -> Condition:
    if not desk.settings.control:
        says = (
            "set `control` (ADDRESS:PORT of your own that always answers) to prove closures of other machines"
        )
        return Condition(what="positive control", ok=None, says=says)
    own_control(desk.settings.control)
    return Condition(what="positive control", ok=True, says=desk.settings.control)


def _notices(desk: Desk) -> Condition:
    settings = desk.settings
    if not is_mail_address(settings.mail_from):
        says = f"`mail_from` is {settings.mail_from!r}, which is not one plain mail address"
        return Condition(what="notices", ok=False, says=says)
    if settings.notify:
        sender_of(settings.notify)
    if not settings.smtp_host:
        return Condition(what="notices", ok=None, says="set `smtp_host`: notices are written to files only")
    return Condition(what="notices", ok=True, says=f"by {settings.smtp_host}:{settings.smtp_port}")


def _places(desk: Desk) -> Condition:
    """A table that is old says where an address was."""
    today = desk.clock().date()
    sources = places.opened(desk).sources
    if not sources:
        says = "only registered countries; import range files (leftopen places import --help)"
        return Condition(what="places", ok=None, says=says)
    ages = [(one, places.age(one, today)) for one in sources]
    says = ", ".join(f"{one.name} of {one.dated} ({count_words(days, 'day')} old)" for one, days in ages)
    old = [one.name for one, days in ages if days > places.OLD_DAYS]
    if old:
        return Condition(what="places", ok=None, says=f"{says}; import {', '.join(old)} anew", old=True)
    return Condition(what="places", ok=True, says=says)
