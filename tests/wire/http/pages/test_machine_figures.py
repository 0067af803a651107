"""The figures of a machine in JSON: what counts, and that any JSON is read soon."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.wire.http.pages.machine_figures import MOST, machine_figures

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=30,
)


def test_numbered_words_count_and_lists_of_numbers_are_one_figure() -> None:
    data: dict[str, Json] = {"load1": 1, "load5": 2, "rxBytes": [1, 2, 3], "uptime": 9, "cpu_0": 4}
    assert machine_figures(data) == 5
    assert machine_figures({**data, "cpu_0": "4"}) == 0


@given(JSON)
def test_any_json_is_counted(data: Json) -> None:
    assert machine_figures(data) >= 0


def test_large_and_deep_json_is_read_soon() -> None:
    deep: Json = 1
    for _ in range(2000):
        deep = {"uptime": deep}
    began = time.thread_time()
    assert machine_figures(deep) == 0
    wide: dict[str, Json] = {f"host{n}": {f"rx{m}": m for m in range(99)} for n in range(99)}
    assert machine_figures({**wide, "uptime": 1, "cpu": 1}) <= MOST
    assert time.thread_time() - began < 1
