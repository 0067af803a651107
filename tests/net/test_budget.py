"""What a talk may cost."""

from __future__ import annotations

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason
from leftopen.net.budget import Budget


def test_a_question_too_deep_costs_nothing_and_is_not_asked() -> None:
    budget = Budget(level=ReadLevel.METADATA, requests=1, bytes=10)
    with pytest.raises(TalkEnded) as caught:
        budget.ask(ReadLevel.LISTING)
    assert caught.value.reason is Reason.NEEDS_LISTING
    budget.ask(ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as caught:
        budget.ask(ReadLevel.BANNER)
    assert caught.value.reason is Reason.BUDGET_SPENT


def test_room_shrinks_as_bytes_are_read() -> None:
    budget = Budget(level=ReadLevel.SAMPLE, requests=1, bytes=10)
    assert budget.room(7) == 7
    budget.spend(7)
    assert budget.room(7) == 3
    budget.spend(3)
    with pytest.raises(TalkEnded):
        budget.room(7)


def test_a_read_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="less than one"):
        Budget(level=ReadLevel.SAMPLE, requests=1, bytes=10).room(0)
