"""One seed, from the discovery of its cases until everything had time to end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from leftopen.model.outbox import Delivery
from tests.simulation.faults import Faults, approve, heal
from tests.simulation.ladder import Ladder
from tests.simulation.lives import begun
from tests.simulation.rechecks import Rechecks
from tests.simulation.rules import FINAL, Rules

DAYS = (1, 2, 4, 8)
HEALED, LONGEST = timedelta(days=2), timedelta(days=10)


def lived(seed: int, where: Path, empty: Path, runner: asyncio.Runner) -> int:
    """The number of lives. An AssertionError names the seed and what happened until then."""
    with begun(seed, where, empty, runner) as lives:
        rules = Rules(lives=lives, ladder=Ladder(lives=lives), rechecks=Rechecks(lives=lives))
        days = timedelta(days=lives.random.choice(DAYS))
        Faults(lives=lives, days=days).plan()
        try:
            while lives.now < lives.begin + days:
                lives.step(timedelta(hours=6))
                rules.check()
            heal(lives)
            end = lives.now + HEALED
            while lives.now < end or waiting(rules):
                lives.step(timedelta(hours=6))
                rules.check()
                approve(lives)
                assert lives.now < end + LONGEST, f"these never end: {waiting(rules)}"
            rules.end()
        except Exception as error:
            story = "\n".join(lives.log[-60:])
            raise AssertionError(f"SIMULATION_SEED={seed}: {error}\nuntil {lives.now}:\n{story}") from error
        return len(lives.lives)


def waiting(rules: Rules) -> list[tuple[str, Delivery]]:
    """What has not ended, by its recipient."""
    found = [(one.notice.to, one.delivery) for one in rules.messages.values()]
    return [(to, delivery) for to, delivery in found if delivery.state not in FINAL]
