"""The size that is said of a mail server, against the truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import dovecot, maildir
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import dovecot_imap
from tests.servers.real import RealServer, Spot

pytestmark = pytest.mark.real
Place = Callable[[RealServer], Spot]


@pytest.mark.parametrize("count", [pytest.param(10, marks=pytest.mark.full), 10_000])
def test_the_mails_of_all_folders_and_their_bytes_are_counted_exactly(count: int, place: Place) -> None:
    require(dovecot.lacking())
    spot = place(dovecot_imap.server)
    truth: list[int] = []
    running = dovecot.serve(
        spot, lambda mail: truth.append(maildir.make(mail, count=count)), mechanisms="plain anonymous"
    )
    try:
        with looking_desk(spot.inside("desk")) as workspace:
            (finding,) = of(scanned(workspace, spot.port), "finding", check="imap_anonymous")
    finally:
        running.stop()
    size = finding["size"]
    assert (size["records"], size["bytes"], size["at_least"]) == (count, truth[0], False)  # type: ignore[index, call-overload]


def test_of_many_folders_a_lower_bound_is_said(place: Place) -> None:
    require(dovecot.lacking())
    spot = place(dovecot_imap.server)

    def fill(mail: Path) -> None:
        for number in range(20):
            maildir.make(mail / f".list{number:02d}", count=20)
        maildir.make(mail, count=20)

    running = dovecot.serve(spot, fill, mechanisms="plain anonymous")
    try:
        with looking_desk(spot.inside("desk")) as workspace:
            (finding,) = of(scanned(workspace, spot.port), "finding", check="imap_anonymous")
    finally:
        running.stop()
    size = finding["size"]
    assert size["at_least"] is True  # type: ignore[index, call-overload]
    assert 0 < size["records"] < 420  # type: ignore[index, call-overload, operator]
