"""The model of a year finds what a watchman can do wrong; each of these is such a year of a few lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.simulation.year_model import SOC, Wrong, YearModel
from tests.simulation.year_world import REDIS, SSH, Mail, Server

NOW, HOUR = datetime(2027, 1, 1, tzinfo=UTC), timedelta(hours=1)
ONE, OTHER = Server(address="127.77.3.1", port=SSH), Server(address="127.77.3.2", port=REDIS)
GONE = "Changes seen by 00:00:\n\nNo longer responding:\n  - 127.77.3.1:20022: OpenSSH 9.1\n"


def gone() -> YearModel:
    """One of two servers went; a run saw it."""
    model = YearModel(every=12 * HOUR, step=12 * HOUR)
    both = {one.address: one for one in (ONE, OTHER)}
    model.ran(3, 1, both, NOW, killed=False)
    model.ran(3, 2, {OTHER.address: OTHER}, NOW + 12 * HOUR, killed=False)
    return model


def mail(text: str = GONE, *, id: str = "a") -> Mail:
    return Mail(id=id, to=SOC, subject="m3: 1 no longer responding", text=text, at=NOW + 12 * HOUR)


def test_what_is_told_once_in_its_time_is_right() -> None:
    model = gone()
    model.heard(mail(), killed=False)
    model.late(NOW + 20 * HOUR)
    assert not model.wanted
    assert model.happened == {("gone", "127.77.3.1:20022"): 1}


def test_told_twice() -> None:
    model = gone()
    model.heard(mail(), killed=False)
    with pytest.raises(Wrong, match="false or told before"):
        model.heard(mail(id="b"), killed=False)


def test_the_same_mail_twice_where_nobody_was_killed() -> None:
    model = gone()
    model.heard(mail(), killed=False)
    with pytest.raises(Wrong, match="came 2 times"):
        model.heard(mail(), killed=False)
    model.heard(mail(), killed=True)


def test_told_what_did_not_happen() -> None:
    with pytest.raises(Wrong, match="false or told before"):
        gone().heard(mail(GONE.replace("127.77.3.1:20022", "127.77.3.2:20063")), killed=False)


def test_not_told() -> None:
    model = gone()
    model.late(NOW + 12.5 * HOUR)
    with pytest.raises(Wrong, match="was not told"):
        model.late(NOW + 14 * HOUR)


def test_trouble_excuses_for_its_length_and_the_time_after_it() -> None:
    model = gone()
    model.begins(NOW + 12 * HOUR)
    model.ends(NOW + 36 * HOUR)
    model.ran(3, 3, {OTHER.address: OTHER}, NOW + 40 * HOUR, killed=False)
    model.late(NOW + 48 * HOUR)
    with pytest.raises(Wrong, match="was not told"):
        model.late(NOW + 200 * HOUR)


def test_a_monitor_that_does_not_look() -> None:
    model = gone()
    model.heard(mail(), killed=False)
    with pytest.raises(Wrong, match="looked last at"):
        model.late(NOW + 48 * HOUR)


def test_a_monitor_that_looks_twice_in_a_step() -> None:
    with pytest.raises(Wrong, match="ran 2 times"):
        gone().ran(3, 4, {}, NOW + 24 * HOUR, killed=False)


def test_an_exposure_is_new_then_closed_then_reopened() -> None:
    model = gone()
    for hours, opened in ((20, True), (200, False), (400, True)):
        model.exposed(OTHER, opened=opened, at=NOW + hours * HOUR)
    answer = [one.change[0] for one in model.wanted if one.to == SOC]
    assert answer == ["gone", "new-exposure", "closed", "reopened"]
