"""pygeoapi with one collection of points, licence and provider."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import script
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    rows = [f"{place},{name},{north},{east}" for place, (name, north, east) in enumerate(content.GAUGES)]
    url = f"http://{LOOPBACK}:{spot.port}"
    write(spot.folder, {"gauges.csv": "\n".join(["id,name,latitude,longitude", *rows]) + "\n"})
    write(spot.folder, {"pygeoapi.yml": json.dumps(_settings(spot, url))})
    env = {
        "PYGEOAPI_CONFIG": str(spot.folder / "pygeoapi.yml"),
        "PYGEOAPI_OPENAPI": f"{spot.folder}/openapi.yml",
    }
    words = ["openapi", "generate", env["PYGEOAPI_CONFIG"], "--output-file", env["PYGEOAPI_OPENAPI"]]
    run([script("pygeoapi"), *words], spot.folder, env=env)
    env |= {"HOME": str(spot.folder), "PATH": "/usr/bin:/bin"}
    command = [script("python"), script("pygeoapi"), "serve", "--flask"]
    program = ServerProgram(command, ports=(spot.port,), log=spot.folder / "pygeoapi.log", env=env)
    program.start()
    return [program]


def _settings(spot: Spot, url: str) -> dict[str, object]:
    licence = {"name": content.LICENCE, "url": "https://creativecommons.org/licenses/by/4.0/"}
    contact = {"name": content.PEOPLE[0][0], "email": content.address(0), "city": "Marsh Ferry"}
    about = {
        "title": "Gauges of the river",
        "description": "Open data for everybody",
        "keywords": ["river"],
        "keywords_type": "theme",
        "terms_of_service": "https://creativecommons.org/licenses/by/4.0/",
        "url": f"https://{content.HOST}",
    }
    provider = {
        "type": "feature",
        "name": "CSV",
        "data": str(spot.folder / "gauges.csv"),
        "id_field": "id",
        "geometry": {"x_field": "longitude", "y_field": "latitude"},
    }
    gauges = {
        "type": "collection",
        "title": "Gauges",
        "description": "All gauges",
        "keywords": ["gauges"],
        "links": [],
        "extents": {
            "spatial": {"bbox": [1, 52, 2, 53], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
        },
        "providers": [provider],
    }
    who = {"name": content.NAME, "url": f"https://{content.HOST}"}
    return {
        "server": {
            "bind": {"host": LOOPBACK, "port": spot.port},
            "url": url,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 20, "max_items": 50},
            "map": {"url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "attribution": "OpenStreetMap"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {"identification": about, "license": licence, "provider": who, "contact": contact},
        "resources": {"gauges": gauges},
    }
