"""The pictures of an assessment, drawn from the figures of its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from leftopen.impact.respond.charts import pictures as drawing
from leftopen.impact.review.hits import Doubt
from leftopen.model.severity import Severity
from leftopen.translate import Translator
from leftopen.web.console.view.pictures.response_pictures import OUTCOMES, PEOPLE

YEARS, SOURCES, UNITS, COMPLETE = (
    "Kinds of data by year",
    "Sources by risk",
    "Units by risk",
    "Coverage",
)
OTHERS, UNKNOWN = "other kinds", "unknown year"
TEXTS = (YEARS, SOURCES, UNITS, COMPLETE, OTHERS, UNKNOWN, *Doubt)
"""Every text that is translated and stands in no template."""
KINDS = 4
"""Kinds that have a colour of their own; the others share the last one."""
MOST_YEARS = 40
SEVERITIES = tuple(severity.value for severity in reversed(Severity))
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`legend`: a colour for each part, with its name and what stands beside it."""

    title: str
    drawn: Markup
    legend: Sequence[tuple[str, str, str]] = ()


def completeness(line: Line, t: Translator, number: Callable[[int], str]) -> Picture | None:
    """One bar of all documents; None where there is none."""
    counts: dict[str, int] = line["outcomes"]
    if not sum(counts.values()):
        return None
    percents = drawing.percents(list(counts.values()))
    legend = [
        (colour, t(OUTCOMES[name]), f"{number(count)} ({percent:.1f} %)")
        for colour, (name, count), percent in zip(drawing.COLOURS, counts.items(), percents, strict=True)
    ]
    return Picture(title=t(COMPLETE), drawn=_safe(drawing.shares(percents, t(COMPLETE))), legend=legend)


def pictures(line: Line, t: Translator) -> list[Picture]:
    """Kinds over years, people per kind, sources and units by risk; without those that would be empty."""
    people = [(label, [count]) for label, count in line["people"]["holds"].items()]
    found = [
        _years(line, t),
        Picture(title=t(PEOPLE), drawn=_safe(drawing.bars(people, t(PEOPLE)))),
        _by_risk(t(SOURCES), [(_name(one), one["documents"]) for one in line["sources"]], t),
        _by_risk(t(UNITS), [(one["unit"], one["documents"]) for one in line["units_by_risk"]], t),
    ]
    return [one for one in found if one.drawn]


def _years(line: Line, t: Translator) -> Picture:
    """A bar for each year, its parts the documents that hold each of the most severe kinds."""
    kinds = line["holds"]
    parts: dict[str, list[Counter[str]]] = {one["label"]: [Counter(one["years"])] for one in kinds[:KINDS]}
    if rest := [Counter(one["years"]) for one in kinds[KINDS:]]:
        parts[t(OTHERS)] = rest
    years = sorted({year for counts in parts.values() for one in counts for year in one})[-MOST_YEARS:]
    rows = [
        (year if year != "0" else t(UNKNOWN), [sum(one[year] for one in counts) for counts in parts.values()])
        for year in years
    ]
    legend = [(colour, name, "") for colour, name in zip(drawing.COLOURS, parts, strict=False)]
    return Picture(title=t(YEARS), drawn=_safe(drawing.bars(rows, t(YEARS), MOST_YEARS)), legend=legend)


def _by_risk(title: str, rows: Sequence[tuple[str, Mapping[str, int]]], t: Translator) -> Picture:
    drawn = [(name, [counts.get(severity, 0) for severity in SEVERITIES]) for name, counts in rows]
    legend = [(colour, t(name), "") for colour, name in zip(drawing.RISKS, SEVERITIES, strict=True)]
    return Picture(title=title, drawn=_safe(drawing.bars(drawn, title, colours=drawing.RISKS)), legend=legend)


def _name(one: Line) -> str:
    path: str = one["path"] or str(one["file"])
    return path.rpartition("/")[2] or path


def _safe(svg: str) -> Markup:
    """Every text in it is escaped where it is drawn."""
    return Markup(svg)  # noqa: S704
