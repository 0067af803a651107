"""Figures, maps, feeds and calendars for everybody; what needs PyPI runs in its own environment."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import node, script

README = f"""Water levels and timetable of the {content.NAME}

Licence: {content.LICENCE}
Source: {content.NAME}, data@{content.HOST}
"""


def _python(folder: Path, program: str, **given: object) -> None:
    """Runs a program of a few lines; `given` are its names, as JSON."""
    names = "".join(f"{name} = json.loads({json.dumps(value)!r})\n" for name, value in given.items())
    write(folder, {"make.py": f"import json\n{names}{program}"})
    run([script("python"), "make.py"], folder)


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    )


def podcast(folder: Path) -> Path:
    """RSS, Atom and a page."""
    program = """
from feedgen.feed import FeedGenerator
feed = FeedGenerator()
feed.load_extension("podcast")
feed.id(home); feed.title("River radio"); feed.link(href=home); feed.description("Talks about the river")
feed.author({"name": "Orla Fenwick", "email": "orla.fenwick@marsh-ferry.example"})
for slug, title, day in episodes:
    entry = feed.add_entry()
    entry.id(home + slug); entry.title(title); entry.link(href=home + slug)
    entry.pubDate(day + "T08:00:00Z"); entry.enclosure(home + slug + ".mp3", "1200000", "audio/mpeg")
feed.rss_file("out/feed.xml", pretty=True)
feed.atom_file("out/atom.xml", pretty=True)
"""
    episodes = [(one.slug, one.title, one.day) for one in content.ARTICLES]
    rows = "".join(
        f'<li>{title} ({day}) <audio src="{slug}.mp3" controls></audio>' for slug, title, day in episodes
    )
    feeds = '<a href="feed.xml">RSS</a> <a href="atom.xml">Atom</a>'
    write(folder, {"out/index.html": _page("River radio", f"{feeds}<ul>{rows}</ul>")})
    _python(folder, program, home=f"https://radio.{content.HOST}/", episodes=episodes)
    return folder / "out"


def calendar(folder: Path) -> Path:
    """Public holidays of five countries, one file each."""
    program = """
import os
from datetime import timedelta
from holidays import country_holidays
from icalendar import Calendar, Event
os.makedirs("out")
for country in countries:
    calendar = Calendar()
    calendar.add("prodid", "-//Marsh Ferry Society//Holidays//EN"); calendar.add("version", "2.0")
    for day, name in country_holidays(country, years=2026).items():
        event = Event()
        event.add("summary", name); event.add("dtstart", day); event.add("dtend", day + timedelta(days=1))
        event.add("uid", f"{day}@marsh-ferry.example"); calendar.add_component(event)
    open(f"out/holidays-{country}.ics", "wb").write(calendar.to_ical())
"""
    _python(folder, program, countries=["GB", "FR", "DE", "NL", "DK"])
    write(folder / "out", {"LICENSE.txt": README})
    return folder / "out"


def gtfs(folder: Path) -> Path:
    """A timetable as GTFS, the stops as GeoJSON, levels as CSV and JSON, and the licence."""
    out = folder / "out"
    out.mkdir()
    stops = [f"{name},{name.title()},{north},{east}" for name, north, east in content.GAUGES]
    with zipfile.ZipFile(out / "gtfs.zip", "w") as archive:
        archive.writestr("stops.txt", "\n".join(["stop_id,stop_name,stop_lat,stop_lon", *stops]))
        archive.writestr("agency.txt", f"agency_name,agency_url\n{content.NAME},https://{content.HOST}\n")
    places = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": [east, north]},
        }
        for name, north, east in content.GAUGES
    ]
    table = io.StringIO()
    csv.writer(table).writerows([("gauge", "day", "level_cm"), *content.levels()])
    write(
        out,
        {
            "stops.geojson": json.dumps({"type": "FeatureCollection", "features": places}),
            "levels-2026.csv": table.getvalue(),
            "levels-2026.json": json.dumps(content.levels()),
            "README.txt": README,
        },
    )
    return out


def stac(folder: Path) -> Path:
    """A catalogue in JSON, its root as the front page's data."""
    program = """
import pystac
from datetime import datetime, timezone
catalog = pystac.Catalog(id="gauges", description="Pictures of the river, CC BY 4.0")
for name, north, east in gauges:
    item = pystac.Item(id=name, geometry={"type": "Point", "coordinates": [east, north]},
        bbox=[east, north, east, north], datetime=datetime(2026, 3, 14, tzinfo=timezone.utc), properties={})
    item.add_asset("picture", pystac.Asset(href="picture.jpg", media_type="image/jpeg"))
    catalog.add_item(item)
catalog.normalize_and_save("out", catalog_type=pystac.CatalogType.SELF_CONTAINED)
"""
    _python(folder, program, gauges=content.GAUGES)
    rows = "".join(f'<li><a href="{name}/{name}.json">{name}</a>' for name, _, _ in content.GAUGES)
    page = _page("Catalogue", f'<a href="catalog.json">catalog.json</a><ul>{rows}</ul>')
    write(folder / "out", {"index.html": page})
    return folder / "out"


def folium(folder: Path) -> Path:
    program = """
import folium, os
os.makedirs("out")
drawn = folium.Map(location=[52.61, 1.37], zoom_start=13)
for name, north, east in gauges:
    folium.Marker([north, east], popup=f"Gauge {name}").add_to(drawn)
drawn.save("out/index.html")
"""
    _python(folder, program, gauges=content.GAUGES)
    return folder / "out"


def bokeh(folder: Path) -> Path:
    program = """
import os
from bokeh.plotting import figure, output_file, save
os.makedirs("out")
output_file("out/index.html", title="Water levels", mode="cdn")
drawn = figure(title="Levels in centimetres")
drawn.line(list(range(len(levels))), [level for _, _, level in levels])
save(drawn)
"""
    _python(folder, program, levels=content.levels())
    return folder / "out"


def nbconvert(folder: Path) -> Path:
    program = """
import nbformat
from nbformat.v4 import new_notebook, new_markdown_cell, new_code_cell, new_output
cells = [new_markdown_cell("# How high does the river rise?\\n\\nOrla Fenwick, Marsh Ferry Society"),
    new_code_cell("max(levels)", execution_count=1,
        outputs=[new_output("execute_result", {"text/plain": "272"}, execution_count=1)])]
nbformat.write(new_notebook(cells=cells), "index.ipynb")
"""
    _python(folder, program)
    run([script("jupyter-nbconvert"), "--to", "html", "--output-dir", "out", "index.ipynb"], folder)
    return folder / "out"


def font(folder: Path) -> Path:
    """The page of a font, as its package ships it."""
    out = folder / "out"
    shutil.copytree(node("@mdi/font"), out)
    (out / "preview.html").rename(out / "index.html")
    return out
