"""What is stored from now on, by whichever process: the source of the streams."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.observation import Observation
from leftopen.service.desk import Desk
from leftopen.store.arrivals import Arrivals, Arrived
from leftopen.store.arrivals import Position as Position

MOST = 500


def now(desk: Desk) -> Position:
    """After everything that is stored by now. Raises StoreFailed."""
    return Arrivals(desk.store.client).now()


def after(desk: Desk, position: Position, *, patient: bool = True) -> Arrived:
    """At most 500 that were stored after it, in order. Raises StoreFailed."""
    return Arrivals(desk.store.client).after(position, MOST, patient=patient)


def open_checks(desk: Desk, found: Iterable[Observation]) -> dict[str, tuple[str, ...]]:
    """By service id, the checks that now say open. Raises StoreFailed."""
    return Arrivals(desk.store.client).open_checks({o.service for o in found})
