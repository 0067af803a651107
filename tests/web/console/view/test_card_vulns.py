"""The vulnerabilities on a card, from whatever a banner says of them."""

from __future__ import annotations

from typing import Any

import pytest

from leftopen.model.severity import Severity
from leftopen.web.console.view.card_vulns import card_vulns
from tests.store.samples import seen


def shown(vulns: Any) -> list[tuple[str, float | None, bool]]:
    found = card_vulns(seen("192.0.2.1", 80, blocks={"vulns": vulns}))
    return [(one.name, one.score, one.verified) for one in found]


def test_the_verified_come_first_then_the_worst() -> None:
    vulns = {
        "CVE-2020-1": {"cvss": 5.3}, "CVE-2020-2": {"cvss": "9.8", "verified": False},
        "CVE-2020-3": {"cvss": 4, "verified": True}, "!CVE-2020-4": {"cvss": 9.9}, "CVE-2020-5": {},
    }  # fmt: skip
    assert shown(vulns) == [
        ("CVE-2020-3", 4.0, True), ("CVE-2020-2", 9.8, False), ("CVE-2020-1", 5.3, False),
        ("CVE-2020-5", None, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (9.0, Severity.CRITICAL),
        (8.9, Severity.HIGH),
        (4.0, Severity.MEDIUM),
        (0.1, Severity.LOW),
        (0, Severity.INFO),
    ],
)
def test_the_level_is_that_of_the_score(score: float, level: Severity) -> None:
    [one] = card_vulns(seen("192.0.2.1", 80, blocks={"vulns": {"CVE-2020-1": {"cvss": score}}}))
    assert one.level is level


@pytest.mark.parametrize("odd", [None, 7, "x", [], {"CVE-1": 5}, ["CVE-1"], {"CVE-1": {"cvss": "high"}}])
def test_odd_banners_have_no_score(odd: Any) -> None:
    assert [score for _, score, _ in shown(odd) if score is not None] == []


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -1, 11, True, "nan"])
def test_a_number_that_is_no_score_is_none(score: Any) -> None:
    assert shown({"CVE-1": {"cvss": score}}) == [("CVE-1", None, False)]


def test_what_is_exploited_comes_before_what_is_verified() -> None:
    vulns = {
        "CVE-2020-1": {"cvss": 9.8, "verified": True}, "CVE-2020-2": {"cvss": 5.3},
        "CVE-2020-3": {"kev": True},
    }  # fmt: skip
    found = card_vulns(seen("192.0.2.1", 80, blocks={"vulns": vulns}), {"CVE-2020-2"})
    assert [(one.name, one.exploited) for one in found] == [
        ("CVE-2020-2", True), ("CVE-2020-3", True), ("CVE-2020-1", False)
    ]  # fmt: skip
