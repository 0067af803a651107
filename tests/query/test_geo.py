from __future__ import annotations

import pytest

from leftopen.query.geo import holds_place
from leftopen.query.nodes import Box, Circle


@pytest.mark.parametrize(
    ("centre", "place", "km"),
    [((0, 0), (0, 1), 111.19), ((52.37, 4.89), (48.85, 2.35), 430.5), ((0, 179.5), (0, -179.5), 111.19)],
)
def test_a_circle_ends_where_the_distance_does(
    centre: tuple[float, float], place: tuple[float, float], km: float
) -> None:
    def within(radius: float) -> bool:
        return holds_place(Circle(latitude=centre[0], longitude=centre[1], km=radius), *place)

    assert within(km * 1.01)
    assert not within(km * 0.99)


def test_a_box_may_go_over_the_date_line() -> None:
    box = Box(north=10, west=170, south=-10, east=-170)
    assert holds_place(box, 0, 175)
    assert holds_place(box, 0, -175)
    assert not holds_place(box, 0, 0)
    assert not holds_place(box, 11, 175)


def test_round_the_globe_is_everywhere() -> None:
    assert holds_place(Circle(latitude=90, longitude=0, km=99999), -90, 0)
