"""What anybody with a web browser and the address could read in 2023, and can't once it is secured."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.servers import browser
from tests.servers.mailbag import mails
from tests.servers.need import require
from tests.servers.programs import nginx, sendria
from tests.servers.real import RealServer, Spot, running

pytestmark = pytest.mark.real
Place = Callable[[RealServer], Spot]


@pytest.fixture(autouse=True)
def _browser() -> None:
    require(browser.lacking())


def words_of_all_mails() -> str:
    return b"\n".join(mails()[0]).decode("ascii", "ignore")


def test_a_stranger_reads_a_mail_with_one_click_while_it_is_open_and_meets_the_log_in_once_closed(
    place: Place,
) -> None:
    require(sendria.server.missing())
    spot = place(sendria.server)
    with running(sendria.server, spot, "open") as server:
        before = server.digest()
        opened = browser.read_first_mail(server.port)
        assert server.digest() == before
    with running(sendria.server, spot, "closed") as server:
        closed = browser.read_first_mail(server.port)
    assert opened.realms == ()
    assert opened.mail.splitlines()[0] in words_of_all_mails()
    assert opened.text.count("@jltc-example.mil") >= 40
    assert set(closed.realms) == {"Sendria"}
    assert (closed.mail, "@" in closed.text) == ("", False)


def test_a_listing_is_seen_and_then_refused(place: Place) -> None:
    require(nginx.server.missing())
    spot = place(nginx.server)
    with running(nginx.server, spot, "open") as server:
        assert "leave_roster_2019.csv" in browser.visit(server.port).text
    with running(nginx.server, spot, "closed") as server:
        refused = browser.visit(server.port)
    assert "403 Forbidden" in refused.text
    assert "leave_roster" not in refused.text
    with running(nginx.server, spot, "password") as server:
        assert set(browser.visit(server.port).realms) == {"files"}
