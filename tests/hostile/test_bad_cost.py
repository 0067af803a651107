"""What each bad server costs the scanner: time up to its deadlines, a moment of work, some bytes.

One thread talks to all of them. Whoever takes less work than a tenth of the time that he may stay slows the
talks beside him by less than a tenth.
"""

from __future__ import annotations

from typing import Any

import pytest

from leftopen.pipeline.identify import TALKS
from leftopen.settings import Settings
from tests.hostile.bad_servers import CASES, polite
from tests.hostile.walked import DEADLINE, walked
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.walking import contents
from tests.stopwatch import slowness

# A moment for a shared machine.
MOMENT = 1.0
WORK = 0.1 * Settings().deadline / 2
LARGEST = 2 << 20


def all_of_them() -> list[Any]:
    return [
        pytest.param(talk, id=talk.__name__, marks=pytest.mark.hostile(*cases))
        for talk, cases in CASES.items()
    ]


@pytest.mark.hostile("S8")
@pytest.mark.parametrize("talk", all_of_them())
def test_a_bad_server_costs_its_deadline_and_a_moment(talk: Talk) -> None:
    contents().mask("compiled before the clock starts")
    with Loopback() as loopback:
        done = walked(loopback.serve(polite(talk)))
    assert done.faults == ()
    assert done.identified < TALKS * DEADLINE + MOMENT
    looks = len(done.outcomes)
    assert done.seconds - done.identified < 2 * looks * DEADLINE + MOMENT
    assert done.work < WORK * slowness()
    assert done.read < LARGEST
    assert done.open == []
