"""Checks the installation's health."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable

from leftopen import __version__, catalogue
from leftopen.contents.cage import cage
from leftopen.errors import LeftopenError
from leftopen.model.health import HealthCheck as HealthCheck
from leftopen.model.mail_address import is_mail_address
from leftopen.model.notice import Sender
from leftopen.present.humanize import format_bytes, format_count, format_time
from leftopen.service.cases.signing import integrity, timestamping
from leftopen.service.identity.visibility import Visibility
from leftopen.service.ingest import cve_lists, places
from leftopen.service.operations import health_facts, settings_check
from leftopen.service.organisations import owner_directory, recipients
from leftopen.service.organisations.channels import unready
from leftopen.service.reference import leaf_pages
from leftopen.service.scanning import rule_files
from leftopen.service.scanning.controls import of_this_machine, own_control
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace, check_config
from leftopen.settings import Settings
from leftopen.store import permissions
from leftopen.store.format import WHAT
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from leftopen.store.records.schema import copies_before_updates

LOST_SIGNING = (
    "proof.pem in {folder} does not match proof.pub: the key was lost or replaced; put it back from your "
    "copy of that folder, or, if it is lost: leftopen doctor --sign-chain, then leftopen keys rotate proof"
)
LOST_DIGEST = (
    "{file} is not the key of this data folder, so digests of the same value no longer match; put the key "
    "back from your copy of that folder, or, if it is lost: leftopen keys rotate digest"
)


def examine(workspace: Workspace) -> list[HealthCheck]:
    """Runs every health check; a failed one hides no other."""
    looks: tuple[tuple[str, Callable[[Workspace], HealthCheck]], ...] = (
        ("program", _program),
        ("data folder", _data),
        ("engine", _engine),
        ("event chain", chain),
        *((("timestamps", _timestamps),) if timestamping.wanted(workspace) else ()),
        ("keys", _keys),
        ("scope", _scope),
        ("scanner's contact", _contact),
        ("positive control", _control),
        ("settings", _settings),
        ("notices", _notices),
        ("recipients", _recipients),
        ("places", _places),
        ("lists of CVEs", _cve_lists),
        ("rule files", _rule_files),
        ("documents", _documents),
        ("on-call calendars", _calendars),
    )
    # Its own questions start the engine and read every event, so that they say more.
    found = health_facts.examine(workspace, all_records=True)
    work = [one for one in found if one.what not in ("engine", "chain")]
    return [*(_tried(what, look, workspace) for what, look in looks), *work]


def _timestamps(workspace: Workspace) -> HealthCheck:
    count, wrong = timestamping.misfit(workspace)
    stamped = f"{format_count(count, 'daily timestamp')} of the event chain"
    says = wrong or f"{stamped} by {workspace.settings.tsa_url}"
    return HealthCheck(what="timestamps", ok=not wrong, says=says)


def _tried(what: str, look: Callable[[Workspace], HealthCheck], workspace: Workspace) -> HealthCheck:
    try:
        return look(workspace)
    except LeftopenError as error:
        return HealthCheck(what=what, ok=False, says=str(error))


def _program(workspace: Workspace) -> HealthCheck:
    leaves = ", ".join(f"{len(found())} {kind}s" for kind, found in leaf_pages.CATALOGUES.items())
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
    if refusal := workspace.store.records.database.refusal:
        return HealthCheck(what="data folder", ok=False, says=refusal)
    return HealthCheck(what="data folder", ok=True, says=f"{workspace.data}{_copies(workspace)}")


def _copies(workspace: Workspace) -> str:
    """What updates left: whether it is still wanted, a person must say."""
    found = copies_before_updates(workspace.data)
    files = [f"{one.name} ({format_bytes(one.stat().st_size)})" for one in found]
    return f"; copies from before updates: {', '.join(files)}; remove them once all is well" if files else ""


def _engine(workspace: Workspace) -> HealthCheck:
    if trouble := health_facts.engine_trouble(workspace):
        return HealthCheck(what="engine", ok=False, says=trouble)
    count = workspace.store.observations.services("")[0]
    where = (
        workspace.settings.engine_url or f"embedded, memory limit {workspace.settings.engine_memory_mb} MiB"
    )
    return HealthCheck(what="engine", ok=True, says=f"{where}; {format_count(count, 'service')} stored")


def chain(workspace: Workspace) -> HealthCheck:
    """Checks the chain, its signed head, and the cases and responses against it."""
    checked, broken = integrity.whole(workspace)
    says = broken or f"{format_count(checked, 'event')}, chain intact, last event signed"
    return HealthCheck(what="event chain", ok=not broken, says=says)


def _keys(workspace: Workspace) -> HealthCheck:
    """Broken where a key is not the one that was used before: it was lost, or replaced from outside."""
    config, wrong = workspace.config, []
    if not keys.is_public_half(config):
        wrong.append(LOST_SIGNING.format(folder=keys.folder(config)))
    if not keys.is_digest_key_of(config, workspace.data):
        wrong.append(LOST_DIGEST.format(file=keys.digest_file(config, workspace.data)))
    if wrong:
        return HealthCheck(what="keys", ok=False, says="; ".join(wrong))
    return HealthCheck(
        what="keys",
        ok=True,
        says=f"to let others verify proofs, give them {keys.public_file(workspace.config)}",
    )


def _scope(workspace: Workspace) -> HealthCheck:
    now = workspace.clock()
    records = Scopes(workspace.store.records).list()
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
    own = own_control(workspace.settings.control)
    if own is not None and of_this_machine(own[0]):
        says = (
            f"{workspace.settings.control} is this machine, which responds also while its connection is "
            "down, and so is not asked: name a server elsewhere that always responds"
        )
        return HealthCheck(what="positive control", ok=False, says=says)
    return HealthCheck(what="positive control", ok=True, says=workspace.settings.control)


def _settings(workspace: Workspace) -> HealthCheck:
    """What a start checks."""
    settings_check.check(workspace.settings)
    return HealthCheck(what="settings", ok=True, says="every value is valid")


def _documents(workspace: Workspace) -> HealthCheck:
    """What a hostile document finds itself in."""
    if workspace.settings.uncaged == "yes":
        says = (
            "not caged: the setting uncaged is yes, so a hostile document may access everything that "
            "leftopen can"
        )
        return HealthCheck(what="documents", ok=None, says=says)
    try:
        return HealthCheck(what="documents", ok=True, says=f"read in a cage: {cage.available_cage()}")
    except cage.NotCaged as error:
        says = (
            f"not caged: {error}; scans and assessments refuse to read documents here, unless the setting "
            "uncaged is yes"
        )
        return HealthCheck(what="documents", ok=False, says=says)


def _notices(workspace: Workspace) -> HealthCheck:
    settings = workspace.settings
    if not settings.mail_from:
        says = "to notify owners, set `mail_from` (the sender's address) and `contact`"
        return HealthCheck(what="notices", ok=None, says=says)
    if not is_mail_address(settings.mail_from):
        says = f"`mail_from` is {settings.mail_from!r}; must be one plain mail address"
        return HealthCheck(what="notices", ok=False, says=says)
    stopped = Outbox(workspace.store.records).stopped()
    if stopped is not None:
        says = f"all sending is paused since {format_time(stopped.at)}; to resume: leftopen outbox start"
        return HealthCheck(what="notices", ok=None, says=says)
    senders = catalogue.senders()
    lacks = {name: unready(settings, sender) for name, sender in senders.items()}
    wanted = [name for name, sender in senders.items() if not sender.optional or _begun(settings, sender)]
    says = "; ".join(
        f"{name}: only written to files, {why}" if why else f"{name}: can be sent"
        for name, why in lacks.items()
    )
    incomplete = any(lacks[name] for name in wanted)
    return HealthCheck(what="notices", ok=None if incomplete else True, says=says)


def _recipients(workspace: Workspace) -> HealthCheck:
    """Not good where some wait for a confirmation."""
    waiting = recipients.held_recipients(workspace, Visibility())
    if not waiting:
        return HealthCheck(what="recipients", ok=True, says="set by people who may send outside")
    listed = ", ".join(f"{one.kind} {one.name} ({one.id[:8]}, set by {one.by})" for one in waiting[:20])
    more = f" and {len(waiting) - 20:,} more" if len(waiting) > 20 else ""
    says = (
        f"held, because the user who set them lacked the permission notify: {listed}{more}; to confirm them: "
        "leftopen outbox confirm ID"
    )
    return HealthCheck(what="recipients", ok=None, says=says)


def _begun(settings: Settings, sender: Sender) -> bool:
    """Is any of the settings set that the channel needs?"""
    return any(getattr(settings, name) for name in sender.needs)


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


def _calendars(workspace: Workspace) -> HealthCheck:
    """Not good where a calendar does not say who is on call now, or could not be read lately."""
    now, directory = workspace.clock(), owner_directory.load(workspace)
    names = [one.name for one in directory.organisations.values() if one.on_call]
    doubts = [directory.of(name, now)[0].doubt for name in names]
    says = "; ".join(filter(None, doubts))
    if says:
        return HealthCheck(what="on-call calendars", ok=None, says=f"{says}; see leftopen org show NAME")
    return HealthCheck(what="on-call calendars", ok=True, says=f"{len(names):,} read" if names else "none")


def _cve_lists(workspace: Workspace) -> HealthCheck:
    """Scores change every day."""
    today = workspace.clock().date()
    ages = [(one, cve_lists.age(one, today)) for one in cve_lists.stored_lists(workspace)]
    if not ages:
        says = "none (optional: leftopen cve import --help)"
        return HealthCheck(what="lists of CVEs", ok=True, says=says)
    says = ", ".join(f"{one.name} of {one.dated} ({format_count(days, 'day')} old)" for one, days in ages)
    old = [one.name for one, days in ages if days > cve_lists.OLD_DAYS]
    if old:
        says = f"{says}; import again: {', '.join(old)}"
        return HealthCheck(what="lists of CVEs", ok=None, says=says, old=True)
    return HealthCheck(what="lists of CVEs", ok=True, says=says)
