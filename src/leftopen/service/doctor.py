"""Checks the installation's health."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass

from leftopen import __version__, catalogue
from leftopen.errors import LeftopenError
from leftopen.model.mail_address import is_mail_address
from leftopen.present.humanize import format_count
from leftopen.service import keys, reference
from leftopen.service.cases import chain_seal
from leftopen.service.cases.channels import sender_of, unready
from leftopen.service.ingest import places
from leftopen.service.scanning import rule_files
from leftopen.service.scanning.controls import own_control
from leftopen.service.workspace import Workspace, check_config
from leftopen.store import permissions
from leftopen.store.format import WHAT


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """The result of one check. `ok` True; False: broken; None: missing, so that a feature does not work, or
    `old`: present but out of date."""

    what: str
    ok: bool | None
    says: str
    old: bool = False


def examine(workspace: Workspace) -> list[HealthCheck]:
    """Runs every health check; a failed one hides no other."""
    looks: tuple[tuple[str, Callable[[Workspace], HealthCheck]], ...] = (
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
        ("rule files", _rule_files),
    )
    return [_tried(what, look, workspace) for what, look in looks]


def _tried(what: str, look: Callable[[Workspace], HealthCheck], workspace: Workspace) -> HealthCheck:
    try:
        return look(workspace)
    except LeftopenError as error:
        return HealthCheck(what=what, ok=False, says=str(error))


def _program(workspace: Workspace) -> HealthCheck:
    leaves = ", ".join(f"{len(found())} {kind}s" for kind, found in reference.CATALOGUES.items())
    python = ".".join(map(str, sys.version_info[:3]))
    return HealthCheck(what="program", ok=True, says=f"leftopen {__version__} on Python {python}; {leaves}")


def _data(workspace: Workspace) -> HealthCheck:
    """Checks the data folder as it is opened, and whether other users can read it."""
    check_config(workspace.config)
    permissions.check(WHAT, workspace.data)
    if permissions.readable_by_others(workspace.data):
        says = (
            f"other users can read {workspace.data}; to fix it: chmod 700 {shlex.quote(str(workspace.data))}"
        )
        return HealthCheck(what="data folder", ok=False, says=says)
    return HealthCheck(what="data folder", ok=True, says=str(workspace.data))


def _engine(workspace: Workspace) -> HealthCheck:
    count = workspace.store.observations.count("")
    where = (
        workspace.settings.engine_url or f"embedded, memory limit {workspace.settings.engine_memory_mb} MiB"
    )
    return HealthCheck(what="engine", ok=True, says=f"{where}; {format_count(count, 'service')} stored")


def chain(workspace: Workspace) -> HealthCheck:
    """Checks the chain's own hashes and its signed head."""
    checked, broken = workspace.store.records.cases.verify_chain()
    if not broken and (wrong := chain_seal.misfit(workspace.store.records, workspace.seal)):
        broken = f"{wrong}; {chain_seal.MEND}"
    says = broken or f"{format_count(checked, 'event')}, chain intact, last event signed"
    return HealthCheck(what="event chain", ok=not broken, says=says)


def _keys(workspace: Workspace) -> HealthCheck:
    keys.signing_key(workspace.config)
    return HealthCheck(
        what="keys",
        ok=True,
        says=f"to let others verify proofs, give them {keys.public_file(workspace.config)}",
    )


def _scope(workspace: Workspace) -> HealthCheck:
    now = workspace.clock()
    records = workspace.store.records.scopes.list()
    valid = [record for record in records if record.until is None or now < record.until]
    if not valid:
        says = "no valid scope record: only this machine's own addresses may be scanned (leftopen scope add)"
        return HealthCheck(what="scope", ok=None, says=says)
    return HealthCheck(
        what="scope",
        ok=True,
        says=f"{format_count(len(valid), 'record')}, {len(records) - len(valid)} expired",
    )


def _contact(workspace: Workspace) -> HealthCheck:
    if not workspace.settings.contact:
        return HealthCheck(
            what="scanner's contact",
            ok=None,
            says="set `contact` to the operator of this scanner (mail address or web page)",
        )
    return HealthCheck(what="scanner's contact", ok=True, says=workspace.agent)


def _control(workspace: Workspace) -> HealthCheck:
    if not workspace.settings.control:
        says = "to prove closures on other machines, set `control` (a server that always responds)"
        return HealthCheck(what="positive control", ok=None, says=says)
    own_control(workspace.settings.control)
    return HealthCheck(what="positive control", ok=True, says=workspace.settings.control)


def _notices(workspace: Workspace) -> HealthCheck:
    settings = workspace.settings
    if settings.notify:
        sender_of(settings.notify)
    if not settings.mail_from:
        says = "to notify owners, set `mail_from` (the sender's address) and `contact`"
        return HealthCheck(what="notices", ok=None, says=says)
    if not is_mail_address(settings.mail_from):
        says = f"`mail_from` is {settings.mail_from!r}; must be one plain mail address"
        return HealthCheck(what="notices", ok=False, says=says)
    lacks = {name: unready(settings, sender) for name, sender in catalogue.senders().items()}
    says = "; ".join(
        f"{name}: only written to files, {why}" if why else f"{name}: can be sent"
        for name, why in lacks.items()
    )
    return HealthCheck(what="notices", ok=None if any(lacks.values()) else True, says=says)


def _rule_files(workspace: Workspace) -> HealthCheck:
    """Reads them all, so that what can't be read shows."""
    counts = rule_files.count(rule_files.open_rules(workspace.settings))
    says = "; ".join(
        f"{one.name}: {format_count(one.rules, 'rule')}"
        + (f", {one.skipped:,} unreadable" if one.skipped else "")
        for one in counts
    )
    bad = any(one.skipped or not one.rules for one in counts)
    return HealthCheck(what="rule files", ok=not bad, says=says or "none; services have leftopen's own names")


def _places(workspace: Workspace) -> HealthCheck:
    """An old table gives past locations of an address."""
    today = workspace.clock().date()
    sources = places.open_places(workspace).sources
    if not sources:
        says = "only registered countries; import address ranges (see leftopen places import --help)"
        return HealthCheck(what="places", ok=None, says=says)
    ages = [(one, places.age(one, today)) for one in sources]
    says = ", ".join(f"{one.name} of {one.dated} ({format_count(days, 'day')} old)" for one, days in ages)
    old = [one.name for one, days in ages if days > places.OLD_DAYS]
    if old:
        return HealthCheck(what="places", ok=None, says=f"{says}; import again: {', '.join(old)}", old=True)
    return HealthCheck(what="places", ok=True, says=says)
