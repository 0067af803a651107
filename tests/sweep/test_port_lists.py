"""The lists of ports."""

from __future__ import annotations

from leftopen.sweep.port_lists import TOP100, TOP1000


def test_they_are_about_as_long_as_their_names_say() -> None:
    assert 90 <= len(TOP100) <= 110
    assert 900 <= len(TOP1000) <= 1100


def test_they_are_ports_each_once_and_the_long_one_holds_the_short_one() -> None:
    for ports in (TOP100, TOP1000):
        assert list(ports) == sorted(set(ports))
        assert 1 <= ports[0] <= ports[-1] <= 65535
    assert set(TOP100) <= set(TOP1000)


def test_what_is_often_left_open_is_in_the_short_one() -> None:
    wanted = {
        21,
        22,
        25,
        80,
        443,
        873,
        1080,
        1883,
        2375,
        2379,
        3306,
        5432,
        5601,
        5900,
        5984,
        6379,
        8080,
        9200,
        11211,
    }
    assert wanted | {27017, 50070, 1025, 8025, 389, 445, 2181, 15672} <= set(TOP100)
