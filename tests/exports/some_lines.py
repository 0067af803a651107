"""Observations as they are exported."""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.facts import Json
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.observation_line import observation_line
from tests.exports.a_dossier import AT, SEEN

SOMEWHERE = Location(country_code="FR", org="Example SA", asn=64500)


def one(data: str = "HTTP/1.1 200 OK\r\n\r\n", **changes: Json) -> dict[str, Json]:
    seen: Observation = replace(SEEN, data=data, location=SOMEWHERE, first_seen=AT)
    return observation_line(seen) | changes
