"""The pictures of who read it, each with its legend and, beside it, a table of the same figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from leftopen.impact.respond.charts import pictures, timeline_picture
from leftopen.impact.respond.charts.timeline_picture import HATCH, POSSIBLY, READ, UNKNOWN
from leftopen.translate import number

NOT_SERVED, NO_READER = "#5b8a72", "#9fb3c8"
CERTAINTIES = (("served", READ), ("possibly", POSSIBLY), ("unknown", UNKNOWN), ("not_served", NOT_SERVED))
Words = Mapping[str, str]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`drawn` is SVG, '' where there is nothing to draw. `legend`: colour and text of each part. `note`: what
    a reader must know beside it, '' for nothing."""

    title: str
    drawn: str
    legend: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def charts(body: Body, words: Words) -> Iterator[Chart]:
    """From the parts `reads`, `logs_window`, `clients` and `people_served` of the report's body; without
    those that would be empty."""
    language = str(body["language"])
    if body["clients"] or body["reads"]:
        yield _timeline(body["reads"], _title(body["logs_window"], words), words, language)
    if body["clients"]:
        yield _clients(body["clients"], words, language)
    if body["people_served"]:
        yield _people(body["people_served"], words, language)


def _title(window: Body, words: Words) -> str:
    """With the window of the reading, which may be another than that of the case."""
    return f"{words['reads']}, {_moment(window['from'])} – {_moment(window['to'])} (UTC)"


def _timeline(reads: Body | None, title: str, words: Words, language: str) -> Chart:
    if reads is None:
        return Chart(title=title, drawn="", legend=(), heads=(), rows=(), note=words["reads_not_kept"])
    steps: Sequence[Body] = reads["steps"]
    rows = [_step_row(list(group), words, language) for _, group in groupby(steps, key=_alike)]
    names = [_name(one, words, language) for one in steps]
    legend = [
        (READ, words["reads_read"]),
        (POSSIBLY, words["reads_possibly"]),
        *([(HATCH, words["reads_missing"])] if any(one["hours_without_log"] for one in steps) else []),
    ]
    heads = ("reads_from", "reads_to", "reads_count", "reads_maybe", "reads_own", "reads_gap")
    return Chart(
        title=title,
        drawn=timeline_picture.timeline(steps, title, names, words["thousands"]),
        legend=tuple(legend),
        heads=tuple(words[head] for head in heads),
        rows=tuple(rows),
        note="" if reads["tied"] else words["reads_not_tied"],
    )


def _alike(one: Body) -> object:
    """Steps without any read that follow each other are one row: those with a log, and those without."""
    if one["reads"] or one["possibly"] or one["own"]:
        return one["from"]
    return one["hours_without_log"] == one["hours"], bool(one["hours_without_log"]), bool(one["hours"])


def _step_row(group: Sequence[Body], words: Words, language: str) -> tuple[str, ...]:
    hours = sum(one["hours"] for one in group)
    missing = sum(one["hours_without_log"] for one in group)
    counts = [sum(one[kind] or 0 for one in group) for kind in ("reads", "possibly", "own")]
    return (
        _moment(group[0]["from"]),
        _moment(group[-1]["to"]),
        *(_count(count, missing, words, language) for count in counts),
        f"{number(language, missing)} / {number(language, hours)}" if hours else words["reads_beside"],
    )


def _count(count: int, missing: int, words: Words, language: str) -> str:
    """Where a log is missing there may be more, and 0 says nothing."""
    if not missing:
        return number(language, count)
    return f"≥ {number(language, count)}" if count else words["not_known"]


def _name(one: Body, words: Words, language: str) -> str:
    """The text of one step."""
    _, _, reads, possibly, _, gap = _step_row([one], words, language)
    colon = words["colon"]
    label = f"{_moment(one['from'])} – {_moment(one['to'])}{colon} {words['reads_count']} {reads}, "
    label += f"{words['reads_maybe']} {possibly}"
    return f"{label}, {words['reads_gap']} {gap}" if one["hours_without_log"] else label


def _moment(text: str) -> str:
    return f"{text[:10]} {text[11:16]}"


def _clients(groups: Sequence[Body], words: Words, language: str) -> Chart:
    bars = [(words[one["group"]], [one["readers"], one["clients"] - one["readers"]]) for one in groups]
    heads = (words["clients_class"], words["clients_read"], words["clients_none"])
    return Chart(
        title=words["clients"],
        drawn=pictures.bars(bars, words["clients"], colours=(READ, NO_READER), thousands=words["thousands"]),
        legend=((READ, words["clients_read"]), (NO_READER, words["clients_none"])),
        heads=heads,
        rows=tuple((name, *(number(language, count) for count in counts)) for name, counts in bars),
    )


def _people(served: Sequence[Body], words: Words, language: str) -> Chart:
    colours = [colour for _, colour in CERTAINTIES]
    names = [words[f"people_{name}"] for name, _ in CERTAINTIES]
    bars = [(str(one["title"]), list(one["people"])) for one in served]
    return Chart(
        title=words["served"],
        drawn=pictures.bars(
            bars, words["served"], most=len(bars), colours=colours, thousands=words["thousands"]
        ),
        legend=tuple(zip(colours, names, strict=True)),
        heads=(words["people_kind"], *names),
        rows=tuple((name, *(number(language, count) for count in counts)) for name, counts in bars),
    )
