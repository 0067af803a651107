"""What holds a message, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import Delivery, HoldReason, MessageKind, Mute, OutboxStop
from leftopen.service.outbox.holds import Rules
from leftopen.service.outbox.quiet_hours import QuietHours

NOW = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)
REDIS = NoticeItem(endpoint="192.0.2.7:6379", address="192.0.2.7", check="redis_open", severity="high")
MONGO = NoticeItem(endpoint="198.51.100.7:27017", address="198.51.100.7", check="mongodb_open")
NOTICE = Notice(
    id="n", case="c", to="mailto:a@example.org", subject="s", text="t", written=NOW, about=(REDIS,)
)
PLAIN = Delivery(kind=MessageKind.MONITOR, created=NOW, asked_by="monitor here", due=NOW)
MUTE = Mute(id="m", added=NOW, by="maria", because="known")
LATER = NOW + timedelta(days=2)


def held(
    rules: Rules, notice: Notice = NOTICE, delivery: Delivery = PLAIN
) -> tuple[HoldReason, datetime | None]:
    hold = rules.hold(notice, delivery, NOW)
    return (HoldReason.NONE, None) if hold is None else (hold.reason, hold.due)


def test_nothing_holds_a_message_without_rules() -> None:
    assert held(Rules()) == (HoldReason.NONE, None)


def test_the_stop_switch_holds_everything() -> None:
    stopped = Rules(stop=OutboxStop(at=NOW, by="maria"))
    for delivery in (PLAIN, replace(PLAIN, urgent=True), replace(PLAIN, released_by="ada")):
        assert held(stopped, delivery=delivery) == (HoldReason.STOPPED, None)


def test_what_a_person_holds_stays_held_also_when_everything_is_started_again() -> None:
    by_hand = replace(PLAIN, hold=HoldReason.BY_HAND, said="held by ada")
    for rules in (Rules(), Rules(stop=OutboxStop(at=NOW, by="maria"))):
        assert held(rules, delivery=by_hand) == (HoldReason.BY_HAND, None)


def test_what_needs_approval_waits_for_a_person() -> None:
    asked = replace(PLAIN, needs_approval=True)
    assert held(Rules(), delivery=asked) == (HoldReason.APPROVAL, None)
    assert held(Rules(), delivery=replace(asked, released_by="ada")) == (HoldReason.NONE, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"contact": "mailto:a@example.org"},
        {"check": "redis_open"},
        {"network": "192.0.2.0/24"},
        {"contact": "mailto:a@example.org", "check": "redis_open", "network": "192.0.2.0/28"},
    ],
)
def test_a_mute_of_contact_check_or_network_holds(fields: dict[str, str]) -> None:
    mute = replace(MUTE, **fields)  # type: ignore[arg-type]
    assert held(Rules(mutes=[replace(mute, until=LATER)])) == (HoldReason.MUTED, LATER)
    assert held(Rules(mutes=[mute])) == (HoldReason.SUPPRESSED, None)
    assert held(Rules(mutes=[replace(mute, until=NOW)])) == (HoldReason.NONE, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"contact": "mailto:b@example.org"},
        {"check": "mongodb_open"},
        {"network": "192.0.3.0/24"},
        {"contact": "mailto:a@example.org", "check": "mongodb_open"},
        {"network": "2001:db8::/32"},
    ],
)
def test_a_mute_of_something_else_does_not(fields: dict[str, str]) -> None:
    assert held(Rules(mutes=[replace(MUTE, **fields)])) == (HoldReason.NONE, None)  # type: ignore[arg-type]


def test_a_message_is_muted_only_when_all_that_it_is_about_is() -> None:
    both = replace(NOTICE, about=(REDIS, MONGO))
    one = replace(MUTE, check="redis_open")
    other = replace(MUTE, check="mongodb_open", until=LATER)
    assert held(Rules(mutes=[one]), both) == (HoldReason.NONE, None)
    assert held(Rules(mutes=[one, other]), both) == (HoldReason.MUTED, LATER)


def test_quiet_hours_hold_what_is_not_urgent() -> None:
    quiet = Rules(quiet=QuietHours(start=time(22), end=time(7), zone=UTC))
    assert held(quiet) == (HoldReason.QUIET_HOURS, datetime(2026, 11, 29, 7, tzinfo=UTC))
    assert held(quiet, delivery=replace(PLAIN, urgent=True)) == (HoldReason.NONE, None)
    assert held(quiet, delivery=replace(PLAIN, released_by="ada")) == (HoldReason.NONE, None)


def test_over_the_daily_limit_it_waits_for_room() -> None:
    sent = [NOW - timedelta(hours=hours) for hours in (30, 20, 10, 1)]
    assert held(Rules(cap=4, sent=sent)) == (HoldReason.NONE, None), "three in the last day"
    due = NOW - timedelta(hours=20) + timedelta(days=1)
    assert held(Rules(cap=3, sent=sent)) == (HoldReason.DAILY_CAP, due)
    assert held(Rules(cap=0, sent=sent)) == (HoldReason.NONE, None)


def test_what_was_sent_in_the_future_does_not_count_for_the_cap() -> None:
    """The clock was a year ahead; it is right again."""
    assert held(Rules(cap=1, sent=[NOW + timedelta(days=365)])) == (HoldReason.NONE, None)
    assert held(Rules(cap=1, sent=[NOW - timedelta(hours=1)]))[0] is HoldReason.DAILY_CAP
