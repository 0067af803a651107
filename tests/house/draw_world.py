"""Makes `world.json` of the console out of the npm package world-atlas 2.0.2 (ISC; Natural Earth, public
domain), unpacked in the folder that is given: `draw_world.py FOLDER`.

The outlines of `countries-110m.json` in the Natural Earth projection, as SVG paths of whole numbers; a small
country that is only in `countries-50m.json` is a dot. Without Antarctica, where no address lives.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import iso3166

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "src" / "leftopen" / "web" / "console"
TARGET, LAND = CONSOLE / "view" / "pictures" / "world.json", CONSOLE / "static" / "world.svg"
WIDTH = 1600
DOT = 5
ANTARCTICA = "AQ"
# Drawn, and without a number in the source.
UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
NORTH, SOUTH = 83.7, -56.0
Point = tuple[float, float]
Ring = list[Point]


def projected(point: Point) -> Point:
    """Natural Earth (Patterson, Šavrič), by its polynomial, in radians."""
    x, y = math.radians(point[0]), math.radians(point[1])
    y2 = y * y
    y4 = y2 * y2
    across = x * (0.8707 - 0.131979 * y2 + y4 * (-0.013791 + y4 * (0.003971 * y2 - 0.001529 * y4)))
    up = y * (1.007226 + y2 * (0.015085 + y4 * (-0.044475 + 0.028874 * y2 - 0.005916 * y4)))
    return across, up


LEFT = projected((-180, 0))[0]
SCALE = WIDTH / (2 * -LEFT)
TOP = projected((0, NORTH))[1]
HEIGHT = round((TOP - projected((0, SOUTH))[1]) * SCALE)


def placed(point: Point) -> tuple[int, int]:
    across, up = projected(point)
    return round((across - LEFT) * SCALE), round((TOP - up) * SCALE)


def arcs(topology: dict[str, Any]) -> list[Ring]:
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    made = []
    for arc in topology["arcs"]:
        x = y = 0
        ring: Ring = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            ring.append((x * kx + dx, y * ky + dy))
        made.append(ring)
    return made


def rings(geometry: dict[str, Any], known: list[Ring]) -> Iterator[Ring]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for numbers in polygon:
            ring: Ring = []
            for number in numbers:
                arc = known[number] if number >= 0 else known[~number][::-1]
                ring += arc[1:] if ring else arc
            yield from unrolled(ring)


def unrolled(ring: Ring) -> Iterator[Ring]:
    """A ring that goes round the back of the world, cut there in two."""
    turns, before = 0.0, ring[0][0]
    whole: Ring = []
    for x, y in ring:
        turns += 360 if x - before < -180 else -360 if x - before > 180 else 0
        before = x
        whole.append((x + turns, y))
    for shift in (-360, 0, 360):
        part = cut(cut([(x + shift, y) for x, y in whole], 1, 180), -1, 180)
        if part:
            yield part


def cut(ring: Ring, sign: int, edge: float) -> Ring:
    """What lies where sign × longitude is at most `edge` (Sutherland and Hodgman, one edge)."""
    kept: Ring = []
    for (ax, ay), (bx, by) in pairwise([*ring, *ring[:1]]):
        inside, next_inside = sign * ax <= edge, sign * bx <= edge
        if inside:
            kept.append((ax, ay))
        if inside is not next_inside:
            share = (sign * edge - ax) / (bx - ax)
            kept.append((sign * edge, ay + share * (by - ay)))
    return kept


def path(of: Iterator[Ring]) -> str:
    """Relative lines; points that fall together are one."""
    pieces = []
    for ring in of:
        points = [placed(point) for point in ring]
        points = [points[0], *(b for a, b in pairwise(points) if a != b)]
        if len(points) > 3:
            steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points[:-1]))
            pieces.append(f"M{points[0][0]} {points[0][1]}l{steps}z".replace(" -", "-"))
    return "".join(pieces)


def dot(of: Iterator[Ring]) -> str:
    largest = max(of, key=len)
    x, y = placed((sum(p[0] for p in largest) / len(largest), sum(p[1] for p in largest) / len(largest)))
    return f"M{x - DOT} {y}a{DOT} {DOT} 0 1 0 {2 * DOT} 0a{DOT} {DOT} 0 1 0 {-2 * DOT} 0z"


def code_of(geometry: dict[str, Any]) -> str:
    name = geometry["properties"]["name"]
    country = iso3166.countries_by_numeric.get(str(geometry.get("id", "")))
    return country.alpha2 if country else UNNUMBERED.get(name, "")


def countries(folder: Path) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for file, draw in (("countries-110m.json", path), ("countries-50m.json", dot)):
        topology = json.loads((folder / file).read_text("utf-8"))
        known = arcs(topology)
        before = set(made)
        for geometry in topology["objects"]["countries"]["geometries"]:
            code = code_of(geometry)
            if not code or code == ANTARCTICA or code in before:
                continue
            drawn = draw(rings(geometry, known))
            if code in made:
                made[code]["path"] += drawn
            elif drawn:
                made[code] = {"name": geometry["properties"]["name"], "path": drawn}
    return dict(sorted(made.items()))


def land(world: dict[str, Any]) -> str:
    """All countries in a grey that fits light and dark pages."""
    whole = "".join(one["path"] for one in world["countries"].values())
    look = 'fill="#8090a0" fill-opacity="0.22" stroke="#8090a0" stroke-opacity="0.4"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {world["width"]} {world["height"]}">'
        f'<path d="{whole}" {look}/></svg>\n'
    )


def main() -> None:
    world = {"width": WIDTH, "height": HEIGHT, "countries": countries(Path(sys.argv[1]))}
    TARGET.write_text(json.dumps(world, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    LAND.write_text(land(world), "utf-8")
    print(f"{len(world['countries'])} countries, {TARGET.stat().st_size:,} bytes")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
