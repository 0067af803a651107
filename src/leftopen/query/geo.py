"""Distances on the globe: the same formula here and in `store.search.numbers`, so that both agree."""

from __future__ import annotations

from math import cos, pi, radians, sin

from leftopen.query.nodes import Box, Circle

EARTH_KM = 6371.0


def holds_place(value: Circle | Box, latitude: float, longitude: float) -> bool:
    if isinstance(value, Circle):
        return bow(value, latitude, longitude) <= reach(value)
    if not value.south <= latitude <= value.north:
        return False
    if value.west <= value.east:
        return value.west <= longitude <= value.east
    return longitude >= value.west or longitude <= value.east


def bow(centre: Circle, latitude: float, longitude: float) -> float:
    """The haversine of the angle between the two."""
    up = sin(radians(latitude - centre.latitude) / 2)
    along = sin(radians(longitude - centre.longitude) / 2)
    return up * up + cos(radians(centre.latitude)) * cos(radians(latitude)) * along * along


def reach(circle: Circle) -> float:
    """The haversine of its radius; greater than any when it spans the globe."""
    angle = circle.km / EARTH_KM
    return 2.0 if angle >= pi else sin(angle / 2) ** 2
