"""The pictures of a response: what became of the documents, people by kind of data, and who read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from leftopen.impact.respond.charts import pictures as drawing
from leftopen.impact.respond.charts.reading_charts import charts
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.reports import report
from leftopen.impact.respond.reports.report_text import report_words
from leftopen.translate import Translator

OUTCOMES = {
    "read": "read in full",
    "carved": "read in part",
    "encrypted": "encrypted",
    "unread": "not read",
    "failed": "failed",
}
DOCUMENTS, KINDS, PEOPLE = (
    "Documents by outcome",
    "Kinds of data: documents",
    "People by kind of data",
)
TEXTS = (*OUTCOMES.values(), DOCUMENTS, KINDS, PEOPLE)
"""Every text that is translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`drawn` is SVG, and may be empty. `legend`: colour and text of each part. `heads` and `rows`: a table
    of the same figures; none where the picture has its numbers in it."""

    title: str
    drawn: Markup
    legend: Sequence[tuple[str, str]] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""


def pictures(examined: Examined, t: Translator, language: str) -> list[Picture]:
    """Those that would be empty are left out. Every text in them is escaped where they are drawn."""
    return [*_contents(examined, t, language), *_readings(examined, language)]


def _contents(examined: Examined, t: Translator, language: str) -> list[Picture]:
    one = examined.assessed
    if one is None:
        return []
    kinds = [(kind.label.text(language), kind) for kind in one.kinds]
    rows: list[tuple[str, list[drawing.Row]]] = [
        (t(DOCUMENTS), [(t(OUTCOMES[name]), [count]) for name, count in one.outcomes.items()]),
        (t(KINDS), [(label, [kind.documents]) for label, kind in kinds]),
        (t(PEOPLE), [(label, [kind.people.people]) for label, kind in kinds if kind.people.people]),
    ]
    return [Picture(title=title, drawn=_safe(drawing.bars(bars, title))) for title, bars in rows if bars]


def _readings(examined: Examined, language: str) -> list[Picture]:
    """The same as in the report."""
    body = {**report.readings(examined, language), "language": language}
    return [
        Picture(
            title=one.title,
            drawn=_safe(one.drawn),
            legend=one.legend,
            heads=one.heads,
            rows=one.rows,
            note=one.note,
        )
        for one in charts(body, report_words(language))
    ]


def _safe(drawn: str) -> Markup:
    return Markup(drawn)  # noqa: S704
