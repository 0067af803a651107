"""When is it proved that a server is closed? Counted from what was true at each look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from leftopen.model.verdict import Phase, Reason, State
from tests.simulation.sim_network import Look, Server

ROUNDS, APART = 3, timedelta(minutes=10)


def enough(looks: Sequence[Look]) -> bool:
    """By the newest look, oldest first: the server asks for a password, or it was refused three times in a
    row, each time while a control responded, ten minutes apart."""
    last = looks[-1]
    if last.verdict.state is State.CLOSED:
        return last.truth is Server.PASSWORD
    if last.truth is not Server.REFUSES:
        return False
    rounds: list[Look] = []
    for look in reversed(looks):
        if look.verdict.phase is Phase.GATE:
            continue
        if look.verdict.reason is not Reason.REFUSED:
            break
        # The clock may have been set between them: either time may show that they are apart.
        if look.control and (not rounds or _apart(rounds[-1], look)):
            rounds.append(look)
    return len(rounds) >= ROUNDS


def _apart(one: Look, other: Look) -> bool:
    return max(abs(one.at - other.at), abs(one.shown - other.shown)) >= APART
