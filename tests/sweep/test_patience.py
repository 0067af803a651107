"""How long an attempt waits."""

from __future__ import annotations

import pytest

from leftopen.sweep.patience import BEFORE_ANSWERS, LONGEST, SHORTEST, Patience


@pytest.mark.parametrize(
    ("answers", "first"),
    [((), BEFORE_ANSWERS), ((0.01,), SHORTEST), ((0.2, 0.01), 0.4), ((0.6,), LONGEST), ((9.0,), LONGEST)],
)
def test_the_first_attempt_waits_by_what_answered(answers: tuple[float, ...], first: float) -> None:
    patience = Patience(3.0)
    for after in answers:
        patience.answered(after)
    assert patience.first() == pytest.approx(first)
    assert patience.longest == LONGEST


def test_no_attempt_waits_longer_than_asked() -> None:
    assert (Patience(0.2).first(), Patience(0.2).longest) == (0.2, 0.2)


def test_a_first_attempt_that_was_too_short_does_not_count() -> None:
    patience = Patience(3.0)
    assert patience.was_enough(BEFORE_ANSWERS)
    patience.answered(0.3)
    assert not patience.was_enough(BEFORE_ANSWERS)
    assert patience.was_enough(0.6)
    patience.answered(5.0)
    assert patience.was_enough(LONGEST)
