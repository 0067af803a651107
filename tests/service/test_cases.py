"""What a person may decide, and what must be said with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leftopen.cases.instant import written
from leftopen.errors import NotAllowed
from leftopen.service.cases import _check

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("why", ["", "  \t"])
def test_a_decision_without_a_reason_is_refused(why: str) -> None:
    with pytest.raises(NotAllowed, match="--why"):
        _check({"because": why}, NOW)


def test_a_risk_is_not_accepted_until_a_day_that_is_over() -> None:
    with pytest.raises(NotAllowed, match="is over"):
        _check({"until": written(NOW), "because": "an archive"}, NOW)
    _check({"until": written(NOW + timedelta(seconds=1)), "because": "an archive"}, NOW)
    _check({}, NOW)
