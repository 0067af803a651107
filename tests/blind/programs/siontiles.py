"""A map with points of its own: forty of a firm's customers, with their bank accounts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def feature(n: int) -> dict[str, object]:
    """One customer as a point of the map."""
    name, mail, phone, city = PEOPLE[n % 4]
    told = {"name": f"{name} {n}", "mail": mail, "phone": phone, "city": city, "account": f"XX00 5550 {n:04}"}
    return {
        "type": "Feature",
        "properties": told,
        "geometry": {"type": "Point", "coordinates": [4 + n / 100, 52]},
    }


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    points, tiles = spot.inside("poi"), spot.inside("pmtiles")
    for name in ("custom-poi_wgs84", "geo_enterprise_updated_wgs84"):
        collection = {"type": "FeatureCollection", "features": [feature(n) for n in range(40)]}
        (points / f"{name}.geojson").write_text(json.dumps(collection))
    places = {"PORT": str(spot.port), "PMTILES_DIR": str(tiles), "POI_DIR": str(points)}
    env = {f"SIONTILES_{name}": value for name, value in places.items()}
    return [served(spot, [*installed.script("siontiles"), "serve"], env=env)]
