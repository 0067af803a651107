"""Every rule takes its own example, and reads the version that it says."""

from __future__ import annotations

import pytest

from leftopen.wire.fingerprint import FingerprintRule, name
from leftopen.wire.http.fingerprints.front_marks import MARKS
from leftopen.wire.http.fingerprints.products import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.product}-{rule.on}")
def test_a_rule_takes_its_example_first(rule: FingerprintRule) -> None:
    named = name(RULES, {rule.on: rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)
    assert bool(named.cpe) == bool(rule.cpe and rule.version)


def test_an_application_wins_over_what_carries_it() -> None:
    assert name(RULES, {"server": "nginx/1.26.3", "title": "MailDev"}).product == "MailDev"


def test_a_title_that_only_speaks_of_a_product_is_not_that_product() -> None:
    assert name(RULES, {"title": "How to secure MailDev"}).product == ""
    assert name(RULES, {"title": "My blog about Sendria:2.2.2"}).product == ""


def test_each_front_mark_names_its_product() -> None:
    assert {mark.product for mark in MARKS} <= {rule.product for rule in RULES if rule.on == "marks"}
