"""The size that `caldav_open` says, against what was put in: the truth, or a lower bound of it.

Of the thousand only the first are put; the others are written as files into Radicale's store. Of ten thousand
Radicale itself makes no list within the time of a look (a minute and more here), and then nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import radicale
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of

STORE = Path("full") / "collection-root" / radicale.USER / "made-up-days"


def write_events(spot: Spot, first: int, count: int) -> None:
    for number in range(first, first + count):
        (spot.folder / STORE / f"{number}.ics").write_bytes(radicale.event(number))


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(("put", "written"), [(10, 0), (10, 990)])
def test_the_entries_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot], tmp_path: Path, put: int, written: int
) -> None:
    require(radicale.server.missing())
    spot = place(radicale.server)
    running = radicale.start(spot, "open", put)
    try:
        write_events(spot, put, written)
        records, at_least = size_of(tmp_path, spot.port, "caldav_open")
    finally:
        running.stop()
    truth = put + written + radicale.CONTACTS
    assert records <= truth
    assert at_least or records == truth
    assert at_least == (written > 0)
