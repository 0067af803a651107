"""Each trigger fires for what it is named for, and for nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.alert import Alert, Ignored
from leftopen.model.observation import Observation
from leftopen.query.parse import parse
from leftopen.service.alerts.triggers import TRIGGERS, fired_triggers
from tests.store.samples import NOON, seen

PLAIN = seen(port=443, first_seen=NOON.replace(year=2020))


def alert(*triggers: str, **ignored: tuple[Ignored, ...]) -> Alert:
    return Alert(
        id="A", name="Ours", networks=("192.0.2.0/24",), created=NOON,
        triggers={**dict.fromkeys(triggers, ()), **ignored},
    )  # fmt: skip


FIRING: dict[str, tuple[Observation, tuple[str, ...]]] = {
    "any": (PLAIN, ()),
    "new_service": (replace(PLAIN, first_seen=PLAIN.timestamp), ()),
    "open_database": (PLAIN, ("redis_open",)),
    "open_directory": (PLAIN, ("directory_listing_open",)),
    "open_share": (PLAIN, ("smb_share_open",)),
    "open_mail": (PLAIN, ("mailbox_web_open",)),
    "open": (PLAIN, ("jupyter_open",)),
    "ssl_expired": (replace(PLAIN, blocks={"ssl": {"cert": {"expired": True}}}), ()),
    "vulnerable": (replace(PLAIN, blocks={"vulns": {"CVE-1": {"verified": True}}}), ()),
    "vulnerable_unverified": (replace(PLAIN, blocks={"vulns": {"CVE-1": {"verified": False}}}), ()),
    "industrial_control_system": (replace(PLAIN, tags=("ics",)), ()),
    "internet_scanner": (replace(PLAIN, tags=("scanner",)), ()),
    "iot": (replace(PLAIN, tags=("iot",)), ()),
    "malware": (replace(PLAIN, tags=("c2",)), ()),
    "end_of_life": (replace(PLAIN, tags=("eol-product",)), ()),
    "uncommon": (seen(port=4711, first_seen=NOON.replace(year=2020)), ()),
}


@pytest.mark.parametrize("name", TRIGGERS)
def test_it_fires_for_what_it_is_named_for(name: str) -> None:
    o, checks = FIRING[name]
    assert list(fired_triggers(alert(name), o, checks)) == [name]


@pytest.mark.parametrize("name", [name for name in TRIGGERS if name != "any"])
def test_it_stays_silent_about_a_plain_service(name: str) -> None:
    assert not list(fired_triggers(alert(name), PLAIN, ()))


def test_what_was_tested_and_not_found_is_no_vulnerability() -> None:
    o = replace(PLAIN, blocks={"vulns": {"!CVE-1": {"verified": True}}})
    assert not list(fired_triggers(alert("vulnerable", "vulnerable_unverified"), o, ()))


def test_all_that_fire_are_named_in_their_order() -> None:
    assert list(fired_triggers(alert("iot", "open", "any"), PLAIN, ("redis_open",))) == ["open", "any"]


def test_an_ignored_endpoint_is_passed_over_and_the_next_trigger_asked() -> None:
    one = Ignored(address="192.0.2.7", port=443)
    assert not list(fired_triggers(alert(any=(one,)), PLAIN, ()))
    assert list(fired_triggers(alert(any=(one,), open=()), PLAIN, ("redis_open",))) == ["open"]
    assert list(fired_triggers(alert(any=(replace(one, port=444),)), PLAIN, ())) == ["any"]


def test_ignored_vulnerabilities_count_only_when_they_are_all() -> None:
    o = replace(PLAIN, blocks={"vulns": {"CVE-1": {"verified": True}, "CVE-2": {"verified": True}}})
    one = Ignored(address="192.0.2.7", port=443, vulns=("CVE-1",))
    assert list(fired_triggers(alert(vulnerable=(one,)), o, ())) == ["vulnerable"]
    assert not list(fired_triggers(alert(vulnerable=(replace(one, vulns=("CVE-1", "CVE-2")),)), o, ()))


def test_every_check_that_a_rule_names_exists() -> None:
    named = {
        word
        for trigger in TRIGGERS.values()
        if trigger.rule.startswith("exposure:")
        for word in trigger.rule.removeprefix("exposure:").split(",")
    }
    assert named <= set(catalogue.checks())
    assert parse("exposure:redis_open") is not None
