"""Every check against the simulator of its product: open says open, closed says closed.

Simulators start in no time, so that one scan looks at all of them at once, in one mode after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from leftopen.service.workspace.workspace import Workspace
from tests.servers.book import Seen, Wire
from tests.servers.every import SERVERS
from tests.servers.looking import looking_desk
from tests.servers.real import RealServer, Spot
from tests.servers.side_by_side import digests, placed, up, wrong_of, wrong_once_closed

Place = Callable[[RealServer], Spot]
SIMULATED = tuple(server for server in SERVERS if server.kind == "sim")
OTHERS = sorted({mode for server in SIMULATED for mode in server.modes} - {"open", "closed"})


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("simulated")) as opened_desk:
        yield opened_desk


def having(mode: str) -> list[tuple[RealServer, str]]:
    """The simulators that have this mode."""
    return [(server, mode) for server in SIMULATED if mode in server.modes]


@pytest.mark.hostile("S7")
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("mode", OTHERS)
def test_a_scan_says_what_each_is_and_judges_it_rightly(
    workspace: Workspace, mode: str, place: Place, wire: Wire, seen: Seen
) -> None:
    with ExitStack() as stack:
        these = placed(having(mode), place, wire, stack)
        with up(these) as ran:
            wrong = wrong_of(workspace, these, ran, "", seen)
    assert not wrong, "\n".join(wrong)


@pytest.mark.hostile("S7")
@pytest.mark.real
@pytest.mark.slow
def test_the_same_checks_say_closed_once_each_is_secured(
    workspace: Workspace, place: Place, wire: Wire, seen: Seen
) -> None:
    with ExitStack() as stack:
        these = placed(having("closed"), place, wire, stack)
        with up(these, "open") as ran:
            wrong = wrong_of(workspace, these, ran, "open", seen)
            held = digests(ran)
        assert not wrong, "\n".join(wrong)
        wrong = wrong_once_closed(workspace, these, held, seen)
    assert not wrong, "\n".join(wrong)
