"""What changed at a host: the lines that differ, and no change where only the clock went on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leftopen.model.observation import Observation
from leftopen.web.console.view.hosts.banner_diff import changes
from tests.web.console.furnished import observed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "HTTP/1.1 200 OK\r\nServer: made-up/1\r\nDate: {at}\r\nContent-Length: {length}\r\n"


def seen(minutes: int, data: str) -> Observation:
    made = observed("198.51.100.1", 80, NOON + timedelta(minutes=minutes), data)
    return replace(made, hash=hash(data))


def test_only_what_differs_is_shown() -> None:
    first = seen(0, PAGE.format(at="noon", length=10))
    again = seen(1, PAGE.format(at="later", length=10))
    other = seen(2, PAGE.format(at="later still", length=12))
    newest, oldest = changes([other, again, first], 10)
    assert (oldest.after, oldest.first) == (first, True)
    assert (newest.after, newest.first) == (other, False)
    assert (newest.gone, newest.come) == (["Content-Length: 10"], ["Content-Length: 12"])


def test_an_answer_that_only_grew_or_is_long() -> None:
    grown, _ = changes([seen(0, "220 ready"), seen(1, "220 ready\r\n250 " + "x" * 9000)], 10)
    assert list(grown.gone) == []
    assert len(grown.come) == 1
    many, _ = changes([seen(0, ""), seen(1, "\n".join(map(str, range(99))))], 10)
    assert list(many.come) == ["0", "1", "2"]


def test_each_service_by_itself_and_not_too_many() -> None:
    answers = [seen(n, f"answer {n}") for n in range(9)]
    assert len(changes(answers, 5)) == 5
    assert changes([], 5) == []
