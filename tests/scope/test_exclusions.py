"""Which exclusions cover an address, a port and a check, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.exclusion import Exclusion, ExclusionKind
from leftopen.scope.exclusions import active_exclusions, covers

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def an_exclusion(
    kind: ExclusionKind = ExclusionKind.NOT_TOLD, target: str = "192.0.2.0/28", **rest: object
) -> Exclusion:
    fields: dict[str, object] = {"id": f"{kind}{target}", "added": NOW, "until": NOW + timedelta(days=1)}
    return Exclusion(kind=kind, target=target, by="maria", why="a test", **(fields | rest))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "asked", "is_covered"),
    [
        ({}, ("192.0.2.7", 443, "redis_open"), True),
        ({}, ("192.0.2.16", 443, ""), False),
        ({}, ("2001:db8::1", 443, ""), False),
        ({"port": 443}, ("192.0.2.7", 443, ""), True),
        ({"port": 443}, ("192.0.2.7", 80, ""), False),
        ({"check": "redis_open"}, ("192.0.2.7", 443, "redis_open"), True),
        ({"check": "redis_open"}, ("192.0.2.7", 443, "etcd_open"), False),
        ({"check": "redis_open"}, ("192.0.2.7", 443, ""), False),
        ({"target": "old.example.org"}, ("192.0.2.7", 443, ""), False),
    ],
)
def test_what_it_covers(fields: dict[str, object], asked: tuple[str, int, str], is_covered: bool) -> None:
    assert covers(an_exclusion(**fields), *asked) == is_covered  # type: ignore[arg-type]


def test_what_is_not_reported_is_not_told_either() -> None:
    answer, hidden = an_exclusion(), an_exclusion(ExclusionKind.NOT_REPORTED)
    found = active_exclusions([answer, hidden], NOW)
    assert found.muting("192.0.2.7", 443) == [answer, hidden]
    assert found.hiding("192.0.2.7", 443) == [hidden]


def test_it_ends_by_itself() -> None:
    one = an_exclusion()
    assert active_exclusions([one], NOW + timedelta(hours=23)).muting("192.0.2.7", 443) == [one]
    assert active_exclusions([one], NOW + timedelta(days=1)).muting("192.0.2.7", 443) == []
