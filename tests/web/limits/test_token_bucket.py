from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.web.limits.token_bucket import TokenBucket


def test_a_burst_and_then_one_after_each_interval() -> None:
    bucket = TokenBucket(burst=3, every_s=10)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.wait(100.0) == 10
    assert bucket.wait(104.0) == 6
    assert not bucket.take(109.0)
    assert bucket.take(110.0)
    assert bucket.wait(1000.0) == 0
    assert [bucket.take(1000.0) for _ in range(4)] == [True, True, True, False], "never more than a burst"


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_more_than_a_burst_and_one_for_each_interval_passes(pauses: list[float]) -> None:
    bucket, now, passed = TokenBucket(burst=4, every_s=2), 50.0, 0
    for pause in pauses:
        now += pause
        passed += bucket.take(now)
    assert passed <= 4 + (now - 50.0) / 2 + 1e-6
