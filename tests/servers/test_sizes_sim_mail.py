"""The size that `mailbox_web_open` says of Mailpit and MailHog, against the mails they were given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.servers.programs import sim_mailhog, sim_mailpit
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.parametrize("count", [pytest.param(10, marks=pytest.mark.full), 10_000])
@pytest.mark.parametrize("program", [sim_mailhog, sim_mailpit], ids=lambda program: program.__name__)
def test_mails_are_counted(
    place: Callable[[RealServer], Spot], tmp_path: Path, program: ModuleType, count: int
) -> None:
    running = program.start(place(program.server), "open", count)
    try:
        assert size_of(tmp_path, running.port, "mailbox_web_open") == (count, False)
    finally:
        running.stop()
