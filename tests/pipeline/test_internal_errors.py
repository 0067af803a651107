"""Everything is caught in one place, and only what is a fault of ours."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.internal_errors import InternalError, faults


def broken() -> None:
    raise LookupError("-".join(("what", "a", "target", "sent")))


def test_what_goes_wrong_is_a_fault_with_its_kind_and_its_place_and_no_message() -> None:
    with pytest.raises(InternalError) as raised, faults:
        broken()
    assert raised.value.kind == "LookupError"
    assert "in broken" in raised.value.trace
    assert raised.value.trace.endswith("builtins.LookupError\n")
    assert "what-a-target-sent" not in raised.value.trace + str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "error", [TalkEnded(Reason.TIMEOUT, Phase.ASK), KeyboardInterrupt(), asyncio.CancelledError()]
)
def test_an_ended_talk_and_what_ends_the_program_stay_what_they_are(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, faults:
        raise error
    assert raised.value is error


def test_what_works_is_left_alone() -> None:
    with faults:
        pass
