"""A hundred states that do not work and a hundred that do, drawn by seed: whatever speaks of them agrees, and
says what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from leftopen.model.health import HealthCheck, HealthFacts, JobFacts, MonitorFacts, Room, ScopeEnd
from leftopen.service.operations.health_checks import NAMES, checks, failed_checks
from leftopen.service.operations.metrics import of_health
from leftopen.web.health import report

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
MB = 1_000_000
ROOMY = Room(folder="/data", bytes=90_000 * MB, inodes=4_000_000)
Draw = Callable[[Random, HealthFacts], HealthFacts]


def ago(random: Random, least: float, most: float) -> datetime:
    """So many minutes ago."""
    return NOW - timedelta(minutes=random.uniform(least, most))


def monitor(random: Random, **rest: object) -> MonitorFacts:
    """One that ran in time."""
    every = random.choice((5, 60, 360, 1440))
    ran = ago(random, 0, every)
    usual = MonitorFacts(
        name=f"m{random.randrange(1000)}", created=NOW - timedelta(days=40), last_success=ran,
        expected=ran + timedelta(minutes=every), due=ran + timedelta(minutes=every),
        says="4 services on 1 host responded",
    )  # fmt: skip
    return replace(usual, **rest)  # type: ignore[arg-type]


def job(random: Random, kind: str, **rest: object) -> JobFacts:
    usual = JobFacts(
        kind=kind, due=NOW + timedelta(hours=3), last_success=NOW - timedelta(hours=21), says="done"
    )
    return replace(usual, **rest)  # type: ignore[arg-type]


def scope_end(until: datetime) -> ScopeEnd:
    return ScopeEnd(monitor="m1", target="192.0.2.0/24", record="1a2b3c4d", until=until)


def working(random: Random) -> HealthFacts:
    """An installation that does what it should, with more or less to do."""
    monitors = tuple(monitor(random) for _ in range(random.choice((0, 1, 3, 40))))
    return HealthFacts(
        now=NOW, data=ROOMY, temp=random.choice((None, ROOMY)), reserve=500 * MB,
        workers=random.choice((1, 2)), needed=("monitors",) if monitors else (), monitors=monitors,
        retention=random.choice((None, job(random, "retention"))),
        newest=ago(random, 0, 9000), backup=random.choice((None, ago(random, 60, 9000))),
    )  # fmt: skip


def with_monitor(**rest: Callable[[Random], Any]) -> Draw:
    def drawn(random: Random, facts: HealthFacts) -> HealthFacts:
        one = monitor(random, **{name: value(random) for name, value in rest.items()})
        return replace(facts, monitors=(*facts.monitors, one), needed=("monitors",))

    return drawn


def with_facts(**rest: Callable[[Random], Any]) -> Draw:
    return lambda random, facts: replace(facts, **{name: value(random) for name, value in rest.items()})


NEVER = with_monitor(
    last_success=lambda random: None, created=lambda random: ago(random, 20, 9000),
    expected=lambda random: ago(random, 20, 9000), due=lambda random: ago(random, 20, 9000),
)  # fmt: skip
SICK: dict[str, tuple[str, str, Draw]] = {
    "a monitor fails again and again": ("monitors", "watch now", with_monitor(
        failures=lambda random: random.randint(3, 900), says=lambda random: "bug in the job monitor: OSError",
    )),
    "a monitor that may not run any more": ("monitors", "fix the cause", with_monitor(
        failures=lambda random: 1, expected=lambda random: ago(random, 16, 900),
    )),
    "a monitor that never ran": ("monitors", "start a worker", NEVER),
    "a monitor without a job": ("monitors", "resume", with_monitor(due=lambda random: None)),
    "a monitor that nobody runs": ("monitors", "start a worker", with_monitor(
        due=lambda random: ago(random, 16, 9000),
    )),
    "no runner while jobs are due": ("worker", "start leftopen serve", with_facts(
        workers=lambda random: 0, oldest_due=lambda random: ago(random, 16, 9000),
        needed=lambda random: random.choice(((), ("monitors",), ("queued messages",))),
    )),
    "workers that hang": ("worker", "restart", with_facts(
        workers=lambda random: random.randint(1, 3), busy=lambda random: 0,
        oldest_due=lambda random: ago(random, 16, 9000),
    )),
    "another kind of job fails": ("jobs", "leftopen jobs list", with_facts(failing=lambda random: (
        job(random, random.choice(("recheck", "bounces", "timestamp")), failures=random.randint(3, 99)),
    ))),
    "a mail server that refuses for days": ("messages", "fix the mail server", with_facts(
        unsent=lambda random: random.randint(1, 500), since=lambda random: ago(random, 61, 9000),
        refused=lambda random: random.randint(1, 999), refused_at=lambda random: ago(random, 0, 60),
        refusal=lambda random: "connection refused",
    )),
    "messages that were given up": ("messages", "outbox list", with_facts(
        refused=lambda random: random.randint(3, 99), refused_at=lambda random: ago(random, 0, 9000),
        refusal=lambda random: "HTTP 410",
    )),
    "messages that nobody tries": ("messages", "start a worker", with_facts(
        unsent=lambda random: random.randint(1, 9), since=lambda random: ago(random, 61, 9000),
    )),
    "less room than the reserve": ("disk", "free some space", with_facts(
        data=lambda random: replace(ROOMY, bytes=random.randrange(500 * MB)),
    )),
    "a disk that cannot be read": ("disk", "repair the disk", with_facts(
        data=lambda random: replace(ROOMY, trouble="Input/output error"),
    )),
    "no inodes": ("inodes", "remove files", with_facts(
        data=lambda random: replace(ROOMY, inodes=random.randrange(2000)),
    )),
    "no space for temporary files": ("temp", "TMPDIR", with_facts(
        temp=lambda random: random.choice((
            replace(ROOMY, bytes=random.randrange(20 * MB)), replace(ROOMY, inodes=random.randrange(2000)),
            replace(ROOMY, trouble="it cannot be written"),
        )),
    )),
    "a clock that was set back": ("clock", "NTP", with_facts(
        newest=lambda random: NOW + timedelta(minutes=random.uniform(1.1, 900_000)),
    )),
    "a clock that is ahead": ("monitors", "start a worker", lambda random, facts: replace(
        facts, monitors=(monitor(random),), now=NOW + timedelta(days=random.randint(2, 4000)),
    )),
    "records that are locked": ("records", "stop the program", with_facts(
        unwritable=lambda random: random.choice(("locked by another process", "the disk is full")),
    )),
    "an engine that is missing": ("engine", "leftopen doctor", with_facts(
        engine=lambda random: "the embedded engine is not installed (package chdb)",
    )),
    "retention that fails": ("retention", "fix the cause", with_facts(
        retention=lambda random: job(random, "retention", failures=random.randint(3, 50)),
    )),
    "retention that did not run for days": ("retention", "start a worker", with_facts(
        retention=lambda random: job(random, "retention", due=ago(random, 1441, 90_000)),
    )),
    "a backup that is too old": ("backup", "leftopen backup", with_facts(
        backup_days=lambda random: 7, backup=lambda random: random.choice((None, ago(random, 10_100, 99000))),
    )),
    "an event chain that was changed": ("chain", "leftopen doctor", with_facts(
        chain=lambda random: job(random, "chain"),
        chain_broken=lambda random: "the chain ends after event 7; restore a backup from before the change",
    )),
    "an authorisation that has expired": ("authorisations", "renew it", with_facts(
        scope_ends=lambda random: (
            scope_end(ago(random, 0, 90_000)), scope_end(NOW + timedelta(days=random.uniform(0.1, 7))),
        ),
    )),
    "a receiver of heartbeats that is gone": ("heartbeat", "heartbeat_url", with_facts(
        heartbeat=lambda random: job(random, "heartbeat", failures=random.randint(3, 99)),
    )),
}  # fmt: skip
WELL: dict[str, Draw] = {
    "a fresh folder": lambda random, facts: HealthFacts(now=NOW, data=ROOMY, reserve=500 * MB),
    "a stopped monitor only": lambda random, facts: replace(facts, monitors=(), needed=(), workers=0),
    "a mail just queued": with_facts(unsent=lambda random: 1, since=lambda random: ago(random, 0, 10)),
    "a mail that was refused once or twice": with_facts(
        unsent=lambda random: 1, since=lambda random: ago(random, 1, 50), refused=lambda r: r.randint(1, 2),
        refused_at=lambda random: ago(random, 0, 1), refusal=lambda random: "450 later",
    ),
    "a refusal of long ago": with_facts(
        refused=lambda random: random.randint(3, 50), refused_at=lambda random: ago(random, 11_000, 99_000),
    ),
    "a first run just begun": with_monitor(
        last_success=lambda random: None, running=lambda random: True, due=lambda random: ago(random, 0, 900),
        created=lambda random: ago(random, 0, 900), expected=lambda random: ago(random, 0, 900),
    ),
    "a monitor that was just made": with_monitor(
        last_success=lambda random: None, created=lambda random: NOW, expected=lambda random: NOW,
        due=lambda random: NOW,
    ),
    "a run that was just missed": with_monitor(
        failures=lambda random: 1, expected=lambda random: ago(random, 0, 14), due=lambda random: NOW,
    ),
    "a long run": with_monitor(running=lambda random: True, due=lambda random: ago(random, 60, 5000)),
    "a monitor that was just resumed": with_monitor(
        last_success=lambda random: ago(random, 90_000, 99_000),
        expected=lambda random: ago(random, 80_000, 89_000), due=lambda random: NOW,
    ),
    "a blackout": lambda random, facts: replace(
        facts, blackout=True, needed=("monitors",), monitors=(monitor(random, due=ago(random, 16, 600)),)
    ),
    "a worker that catches up after a long stop": lambda random, facts: replace(
        facts, workers=1, working=ago(random, 0, 14), oldest_due=ago(random, 20, 9000), needed=("monitors",),
        monitors=(monitor(random, due=ago(random, 20, 9000)),), unsent=2, since=ago(random, 20, 9000),
        retention=job(random, "retention", due=ago(random, 1500, 9000)),
    ),
    "workers that are busy": with_facts(
        workers=lambda random: 1, busy=lambda random: 4, oldest_due=lambda random: ago(random, 16, 600),
    ),
    "no worker where none is needed": with_facts(
        workers=lambda random: 0, needed=lambda random: (), monitors=lambda random: (),
        retention=lambda random: job(random, "retention", due=ago(random, 2000, 90_000)),
    ),
    "a service that restarts": with_facts(
        workers=lambda random: 0, oldest_due=lambda random: ago(random, 0, 14),
    ),
    "a file system that makes inodes": with_facts(data=lambda random: replace(ROOMY, inodes=None)),
    "a job that failed once": with_facts(
        failing=lambda random: (job(random, "recheck", failures=random.randint(1, 2)),),
    ),
    "a backup in time": with_facts(backup_days=lambda random: 7, backup=lambda random: ago(random, 0, 9000)),
    "only an old backup by hand": with_facts(backup=lambda random: ago(random, 90_000, 900_000)),
    "an authorisation that expires soon": with_facts(
        scope_ends=lambda random: (scope_end(NOW + timedelta(days=random.uniform(0.1, 7))),),
    ),
    "a chain that was checked": with_facts(chain=lambda random: job(random, "chain")),
    "a receiver of heartbeats that restarts": with_facts(
        heartbeat=lambda random: job(random, "heartbeat", failures=random.randint(0, 2)),
    ),
    "clocks that differ by seconds": with_facts(
        newest=lambda random: NOW + timedelta(seconds=random.randint(0, 59)),
    ),
}  # fmt: skip


def spoken(facts: HealthFacts) -> tuple[dict[str, HealthCheck], set[str], set[str]]:
    """The checks by their name, and what is broken by the health address and by the metrics."""
    found = checks(facts)
    assert tuple(one.what for one in found) == NAMES
    answer = report(found)
    listed = answer["checks"]
    assert isinstance(listed, list)
    by_health = {str(one["what"]) for one in listed if isinstance(one, dict) and one["state"] == "broken"}
    assert answer["ok"] is (not by_health)
    [metric] = [one for one in of_health(facts, found) if one.name == "leftopen_health_check"]
    by_metric = {labels[0][1] for labels, value in metric.values.items() if value == 2}
    return {one.what: one for one in found}, by_health, by_metric


def test_a_hundred_states_that_do_not_work_are_said_with_their_remedy() -> None:
    wrong: list[object] = []
    for seed in range(100):
        random = Random(seed)
        name = list(SICK)[seed % len(SICK)]
        what, remedy, change = SICK[name]
        found, by_health, by_metric = spoken(change(random, working(random)))
        bad = {one.what for one in failed_checks(tuple(found.values()))}
        says = found[what].says
        if not (what in bad and remedy in says and bad == by_health == by_metric):
            wrong.append((seed, name, bad, says))
    assert wrong == []


def test_nothing_complains_about_a_hundred_states_that_work() -> None:
    wrong: list[object] = []
    for seed in range(100):
        random = Random(seed)
        name = list(WELL)[seed % len(WELL)]
        found, by_health, by_metric = spoken(WELL[name](random, working(random)))
        if failed_checks(tuple(found.values())) or by_health or by_metric:
            wrong.append((seed, name, [one.says for one in found.values() if one.ok is False]))
    assert wrong == []


def test_what_never_ran_has_its_series() -> None:
    """A rule on a series that is missing never fires."""
    random = Random(1)
    facts = NEVER(random, replace(working(random), monitors=()))
    metrics = {one.name: one.values for one in of_health(facts, checks(facts))}
    [last] = metrics["leftopen_monitor_last_success_timestamp_seconds"].values()
    assert last == 0
    assert metrics["leftopen_job_failures_in_a_row"][(("kind", "retention"),)] == 0
    for name in ("backup_last", "retention_last"):
        assert set(metrics[f"leftopen_{name}_timestamp_seconds"]) == {()}


def test_many_of_a_kind_are_counted_and_a_few_are_named() -> None:
    random = Random(2)
    bad = tuple(monitor(random, name=f"n{number}", failures=3) for number in range(8))
    [one] = failed_checks(checks(replace(working(random), monitors=bad)))
    assert one.many == 8
    assert "n4" in one.says
    assert "n5" not in one.says
    assert one.says.endswith("and 3 more")
