"""What does not work that should: judged from facts alone. Whatever speaks of it (`doctor`, the health
address, the metrics, the console, the messages and the heartbeat) has it from here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leftopen.model.health import HealthCheck, HealthFacts, MonitorFacts
from leftopen.present.humanize import format_bytes, format_count, format_duration, format_time

LATE = timedelta(minutes=15)
"""What is due for so long waits for something that does not come."""
APART = timedelta(minutes=1)
"""Clocks of one machine differ by less."""
IN_A_ROW = 3
"""So many failures are no accident."""
UNSENT = timedelta(hours=1)
"""A mail server that was restarted has its messages by then."""
RECENT = timedelta(days=7)
"""A delivery that failed longer ago says nothing about the channel today."""
DAILY = timedelta(days=1)
LEAST_INODES, LEAST_TEMP = 2_000, 20_000_000
SHOWN = 5


def checks(facts: HealthFacts) -> tuple[HealthCheck, ...]:
    """All of them, in the order of `NAMES`."""
    return (
        _records(facts), _disk(facts), _inodes(facts), _temp(facts), _clock(facts), _engine(facts),
        _worker(facts), _monitors(facts), _jobs(facts), _messages(facts), _retention(facts), _backup(facts),
        _chain(facts), _authorisations(facts), _heartbeat(facts),
    )  # fmt: skip


NAMES = (
    "records", "disk", "inodes", "temp", "clock", "engine", "worker", "monitors", "jobs", "messages",
    "retention", "backup", "chain", "authorisations", "heartbeat",
)  # fmt: skip
"""Of all checks, for metrics and translations."""


def failed_checks(found: Sequence[HealthCheck]) -> tuple[HealthCheck, ...]:
    return tuple(one for one in found if one.ok is False)


def _good(what: str, says: str) -> HealthCheck:
    return HealthCheck(what=what, ok=True, says=says)


def _waits(what: str, says: str) -> HealthCheck:
    return HealthCheck(what=what, ok=None, says=says, waits=True)


def _broken(what: str, says: str, many: int = 1) -> HealthCheck:
    return HealthCheck(what=what, ok=False, says=says, many=many)


def _records(facts: HealthFacts) -> HealthCheck:
    if facts.unwritable:
        return _broken(
            "records",
            f"nothing can be written: {facts.unwritable}; stop the program that holds records.sqlite, "
            "or repair its disk",
        )
    if facts.unreadable:
        count = len(facts.unreadable)
        return _broken(
            "records",
            f"{format_count(count, 'stored record')} cannot be read: {_few(facts.unreadable, ', ')}; find "
            "the cause first, such as a failing disk; then restore a backup from before (leftopen restore)",
            count,
        )
    return _good("records", "can be written")


def _disk(facts: HealthFacts) -> HealthCheck:
    """Broken where scans and imports would not begin."""
    room = facts.data
    if room.trouble:
        return _broken(
            "disk", f"cannot read the free space of {room.folder}: {room.trouble}; repair the disk"
        )
    if room.bytes < facts.reserve:
        return _broken(
            "disk",
            f"{format_bytes(room.bytes)} are free on the disk of {room.folder}, less than disk_reserve_mb "
            f"({facts.reserve // 1_000_000:,} MB): no scan or import goes on until there is more room; free "
            "some space",
        )
    return _good("disk", f"{format_bytes(room.bytes)} free")


def _inodes(facts: HealthFacts) -> HealthCheck:
    free = facts.data.inodes
    if free is None:
        return _good("inodes", "not limited")
    if free < LEAST_INODES:
        return _broken(
            "inodes",
            f"{format_count(free, 'inode')} free on the disk of {facts.data.folder}: leftopen soon cannot "
            "create files; remove files, such as old backups or logs",
        )
    return _good("inodes", f"{free:,} free")


def _temp(facts: HealthFacts) -> HealthCheck:
    room = facts.temp
    if room is None:
        return _good("temp", "on the disk of the data")
    free = f"{format_bytes(room.bytes)} and {'any number of' if room.inodes is None else f'{room.inodes:,}'}"
    if room.trouble:
        says = f"cannot use {room.folder}: {room.trouble}; make the folder writable, or set TMPDIR"
        return _broken("temp", says)
    if room.bytes < LEAST_TEMP or (room.inodes is not None and room.inodes < LEAST_INODES):
        says = f"{free} inodes are free in {room.folder}, where documents are unpacked; free some space there"
        return _broken("temp", f"{says}, or set TMPDIR")
    return _good("temp", f"{free} inodes free in {room.folder}")


def _clock(facts: HealthFacts) -> HealthCheck:
    """Broken where what is stored lies in the future: the clock was set back, or was ahead when it was
    stored. Says what waits until it is trusted."""
    if facts.newest is not None and facts.newest > facts.now + APART:
        says = f"it says {format_time(facts.now)}, but something was stored at {format_time(facts.newest)}"
        return _broken("clock", f"{says}; set the clock, and synchronise it by NTP")
    waits = f"; {facts.deletion_waits}" if facts.deletion_waits else ""
    return _good("clock", f"{format_time(facts.now)}{waits}")


def _engine(facts: HealthFacts) -> HealthCheck:
    if facts.engine:
        return _broken(
            "engine", f"{facts.engine}; until then, what scans find can't be stored: see leftopen doctor"
        )
    return _good("engine", "answers, or starts when it is needed")


def _worker(facts: HealthFacts) -> HealthCheck:
    """Needed as soon as anything waits for one."""
    since, now = facts.oldest_due, facts.now
    late = since is not None and facts.waited(since) >= LATE
    waits = f"a job has been due for {format_duration(now - since)}" if late and since else ""
    running = f"{format_count(facts.workers, 'worker')} running"
    if facts.workers and not late:
        return _good("worker", running)
    if facts.workers and (facts.busy or facts.data.bytes < facts.reserve):
        why = "because all workers are busy: to run more jobs at the same time, start another leftopen worker"
        return _waits(
            "worker", f"{running}; {waits}, {why if facts.busy else 'because the disk has no space'}"
        )
    if facts.workers:
        says = f"{running}, but no worker takes jobs; {waits}; restart leftopen serve and leftopen worker"
        return _broken("worker", says)
    if not facts.needed and not late:
        return _good("worker", "none running; none needed without monitors and messages")
    still = f", so that {' and '.join(facts.needed)} do not run" if facts.needed else ""
    says = f"none running{still}; start leftopen serve or leftopen worker as a service"
    return _broken("worker", f"{says}; {waits}") if late else _waits("worker", says)


def _monitors(facts: HealthFacts) -> HealthCheck:
    bad = [message for one in facts.monitors if (message := _failing(one, facts))]
    if bad:
        return _broken("monitors", _few(bad), len(bad))
    first = [one.name for one in facts.monitors if one.last_success is None]
    if first:
        return _waits("monitors", f"the first run of {_few(first, ', ')} is not over yet")
    count = len(facts.monitors)
    return _good("monitors", f"{format_count(count, 'monitor')} in time" if count else "none, or all paused")


def _failing(one: MonitorFacts, facts: HealthFacts) -> str:
    """What is wrong with a monitor, '' for nothing."""
    now = facts.now
    ran = f"last success {_ago(one.last_success, now)}" if one.last_success else "no run since it was "
    ran += "" if one.last_success else f"created {_ago(one.created, now)}"
    remedy = f"fix the cause, then: leftopen watch now {one.name}"
    if one.failures >= IN_A_ROW or (one.failures and now - one.expected >= LATE):
        why = one.says or "see leftopen jobs list"
        return f"{one.name}: {format_count(one.failures, 'run')} in a row failed, {ran}: {why}; {remedy}"
    if one.due is None:
        return f"{one.name}: no run is planned, {ran}; leftopen watch pause and resume {one.name}"
    if not one.running and not facts.blackout and facts.waited(one.due) >= LATE:
        late = format_duration(now - one.due)
        return f"{one.name}: its run has been due for {late}, {ran}; start a worker, or see why it waits"
    return ""


def _jobs(facts: HealthFacts) -> HealthCheck:
    bad = [
        f"{one.kind}: {format_count(one.failures, 'run')} in a row failed: {one.says}"
        for one in facts.failing
        if one.failures >= IN_A_ROW
    ]
    if bad:
        return _broken("jobs", f"{_few(bad)}; fix the cause, or see leftopen jobs list", len(bad))
    return _good("jobs", "no job keeps failing")


def _messages(facts: HealthFacts) -> HealthCheck:
    now, age = facts.now, facts.now - (facts.since or facts.now)
    waits = (
        f"{format_count(facts.unsent, 'message')} could not be sent, the oldest since {format_duration(age)}"
    )
    refused = f"the last {f'{facts.refused:,} tries' if facts.refused > 1 else 'try'} failed: {facts.refusal}"
    remedy = "fix the mail server or the recipient; see leftopen outbox list"
    if facts.unsent and facts.refused and age >= UNSENT:
        return _broken("messages", f"{waits}; {refused}; {remedy}")
    if facts.unsent and facts.since and facts.waited(facts.since) >= UNSENT:
        return _broken("messages", f"{waits}; nothing tries to: start a worker, and see leftopen outbox list")
    lately = facts.refused_at is not None and now - facts.refused_at < RECENT
    if facts.refused >= IN_A_ROW and lately and not facts.unsent:
        return _broken("messages", f"{refused}; {remedy}")
    if facts.unsent:
        message = f"{format_count(facts.unsent, 'message')} on the way"
        return _waits("messages", f"{message}; {refused}" if facts.refused else message)
    return _good("messages", "no message waits to be sent")


def _retention(facts: HealthFacts) -> HealthCheck:
    job = facts.retention
    if job is None:
        return _good("retention", "the first worker runs it")
    ran = f"last run {_ago(job.last_success, facts.now)}" if job.last_success else "no run is recorded"
    if job.failures >= IN_A_ROW:
        message = f"{format_count(job.failures, 'run')} in a row failed, {ran}: {job.says}"
        return _broken("retention", f"{message}; expired data is kept until you fix the cause")
    wanted = facts.workers or facts.needed
    if wanted and not job.running and facts.waited(job.due) >= DAILY:
        late = format_duration(facts.now - job.due)
        return _broken("retention", f"due for {late}, {ran}: expired data is kept; start a worker")
    return _good("retention", ran)


def _backup(facts: HealthFacts) -> HealthCheck:
    days, made = facts.backup_days, facts.backup
    says = f"last made {_ago(made, facts.now)}" if made else "no backup was made yet"
    if days and (made is None or facts.now - made > timedelta(days=days)):
        wanted = f"backup_expected_days wants one within {format_count(days, 'day')}"
        return _broken("backup", f"{says}, and {wanted}; make one: leftopen backup FILE")
    return _good("backup", says if made or days else "none expected (setting backup_expected_days)")


def _chain(facts: HealthFacts) -> HealthCheck:
    """As the job last saw it: a check reads every event."""
    seen = _ago(facts.chain.last_success, facts.now) if facts.chain else "never"
    if facts.chain_broken:
        return _broken(
            "chain",
            f"the event chain is broken: {facts.chain_broken} (checked {seen}). Until this is settled, "
            "nothing that the break concerns is signed or exported: see leftopen doctor",
        )
    return _good("chain", f"checked {seen}")


def _authorisations(facts: HealthFacts) -> HealthCheck:
    """Broken where a monitor no longer scans all of its targets."""
    ended = [one for one in facts.scope_ends if one.until <= facts.now]
    verb = "expired" if ended else "expires"
    says = _few([
        f"{one.monitor}: the authorisation of {one.target} (record {one.record}) {verb} at "
        f"{format_time(one.until)}"
        for one in ended or facts.scope_ends
    ])  # fmt: skip
    remedy = "renew it (leftopen scope add), or remove it (leftopen scope remove ID)"
    if ended:
        return _broken("authorisations", f"{says}; its targets are not scanned: {remedy}", len(ended))
    if facts.scope_ends:
        return _waits("authorisations", f"{says}; {remedy}")
    return _good("authorisations", "none that a monitor needs expires within 7 days")


def _heartbeat(facts: HealthFacts) -> HealthCheck:
    job = facts.heartbeat
    if job is not None and job.failures >= IN_A_ROW:
        tries = f"{format_count(job.failures, 'attempt')} in a row failed"
        remedy = "fix the receiver (settings heartbeat_url, heartbeat_mail)"
        return _broken("heartbeat", f"{tries}: {job.says}; {remedy}")
    return _good("heartbeat", job.says or "not given yet" if job else "none is set")


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{format_duration(max(now - at, timedelta()))} ago"


def _few(texts: Sequence[str], between: str = "; ") -> str:
    more = f"{between}and {len(texts) - SHOWN:,} more" if len(texts) > SHOWN else ""
    return between.join(texts[:SHOWN]) + more
