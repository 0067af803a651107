"""What the organisation of these sites publishes: all of it made up, its people too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers.need import program

NAME = "Marsh Ferry Society"
HOST = "marsh-ferry.example"
LICENCE = "Creative Commons Attribution 4.0 International (CC BY 4.0)"

PEOPLE = (
    ("Orla Fenwick", "orla.fenwick"),
    ("Tobias Marsh", "tobias.marsh"),
    ("Ines Calloway", "ines.calloway"),
    ("Piet Hargrove", "piet.hargrove"),
    ("Mara Lindqvist", "mara.lindqvist"),
    ("Samuel Oduya", "samuel.oduya"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """`day` is 2026-MM-DD."""

    slug: str
    title: str
    day: str
    text: str

    @property
    def author(self) -> str:
        return PEOPLE[len(self.slug) % len(PEOPLE)][0]


ARTICLES = tuple(
    Article(slug=slug, title=title, day=f"2026-{month:02d}-14", text=text)
    for month, (slug, title, text) in enumerate(
        (
            ("spring-service", "The ferry runs again", "From Saturday the ferry crosses every half hour."),
            (
                "new-winch",
                "A new winch",
                "The old winch of 1931 rests. The new one is quieter and asks for less oil.",
            ),
            ("open-day", "Open day", "Come and pull the rope yourself. Tea is served in the boathouse."),
            (
                "water-levels",
                "Water levels on the web",
                "Our gauge now writes to an open interface, without a key.",
            ),
            ("backup-ferry", "What happens when the ferry stops", "The backup ferry waits at the east bank."),
            (
                "mailing-list",
                "A list for neighbours",
                "Write to list@marsh-ferry.example to tell us of noise.",
            ),
            (
                "passwords",
                "Your account at the ticket shop",
                "Choose a long password; we never ask for it by mail.",
            ),
            ("winter-rest", "Winter rest", "The ferry rests from December to February."),
        ),
        start=2,
    )
)


def address(number: int) -> str:
    """The published address of a person."""
    return f"{PEOPLE[number % len(PEOPLE)][1]}@{HOST}"


def contacts() -> str:
    """A list of contacts in Markdown, as associations publish it."""
    return "\n".join(f"- {name}, <{user}@{HOST}>" for name, user in PEOPLE)


def markdown(article: Article) -> str:
    """Its text with a heading."""
    return f"# {article.title}\n\n{article.text}\n\nWritten by {article.author} on {article.day}.\n"


MODULE = '''"""Gauges of a river: levels in centimetres."""


class Gauge:
    """A gauge with a name. `token` is what the reader of the interface sends, if the station asks for one."""

    def __init__(self, name: str, token: str = "") -> None:
        self.name = name
        self.token = token
        self.levels: list[int] = []

    def record(self, level: int) -> None:
        """Adds a level. Raises ValueError below zero."""
        if level < 0:
            raise ValueError("a level is not negative")
        self.levels.append(level)

    def highest(self) -> int:
        """The highest level so far, 0 without any."""
        return max(self.levels, default=0)


def flood(gauge: Gauge, limit: int = 320) -> bool:
    """Is the highest level above the limit?"""
    return gauge.highest() > limit
'''

TEST = """from gauges import Gauge, flood


def test_no_flood():
    assert not flood(Gauge("east"))


def test_a_flood():
    gauge = Gauge("east")
    gauge.record(400)
    assert flood(gauge)
"""

INTERFACE = {
    "openapi": "3.0.3",
    "info": {
        "title": "Water levels",
        "version": "1.4",
        "description": "Levels of all gauges, for everybody, without a key.",
        "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "contact": {"name": NAME, "email": f"data@{HOST}"},
    },
    "servers": [{"url": f"https://api.{HOST}/v1"}],
    "paths": {
        "/gauges": {
            "get": {"summary": "All gauges", "responses": {"200": {"description": "A list of gauges"}}}
        },
        "/gauges/{name}/levels": {
            "get": {
                "summary": "Levels of one gauge",
                "parameters": [
                    {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {"200": {"description": "A list of levels"}},
            }
        },
    },
}

GAUGES = (("east-bank", 52.613, 1.372), ("west-bank", 52.611, 1.368), ("old-mill", 52.607, 1.381))


def levels() -> list[tuple[str, str, int]]:
    """Gauge, day and level: ten days of each."""
    return [
        (name, f"2026-03-{day:02d}", 180 + 7 * day + 11 * place)
        for place, (name, _, _) in enumerate(GAUGES)
        for day in range(1, 11)
    ]


def picture(file: Path, number: int) -> None:
    """A picture of one colour with a circle, by ImageMagick."""
    from tests.ordinary.published.command import run

    hues = ("steelblue", "darkseagreen", "goldenrod", "salmon")
    words = ["-size", "320x240", f"xc:{hues[number % len(hues)]}", "-fill", "white"]
    words += ["-draw", f"circle 160,120 160,{60 + 5 * number}", "-quality", "60", str(file)]
    run([program("magick") or program("convert"), *words], file.parent)
