"""Reads over time as a picture. A time without a log is hatched: it is not known, and never drawn as zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 10, 28
PLOT = HEIGHT - TOP - BOTTOM
READ, POSSIBLY, UNKNOWN = "#a3271f", "#d08a2a", "#8a8f98"
HATCH = "url(#no-log)"
LEAST = 2.0
"""Height of a bar that is not 0."""
TICKS = 4
Step = Mapping[str, Any]


def timeline(steps: Sequence[Step], title: str, names: Sequence[str], thousands: str = ",") -> str:
    """A bar for each step: reads below, possible ones above. `names` has the text of each step; `thousands`
    stands between the digits of large numbers."""
    top = round_up(max(((one["reads"] or 0) + (one["possibly"] or 0) for one in steps), default=0))
    width = (WIDTH - LEFT - RIGHT) / max(len(steps), 1)
    drawn = "".join(
        _step(one, at, width, top, name) for at, (one, name) in enumerate(zip(steps, names, strict=True))
    )
    return (
        f'<svg class="picture wide" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{PATTERN}{_scale(top, thousands)}{drawn}{_edges(steps, width)}"
        f"{_ticks(steps, width)}</svg>"
    )


PATTERN = (
    '<defs><pattern id="no-log" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch-paper" width="6" height="6" fill="#eceef1"/>'
    f'<rect class="hatch" width="2" height="6" fill="{UNKNOWN}"/></pattern></defs>'
)


def round_up(count: int) -> int:
    """The upper end of the scale: 1, 2, 4, 6 or 8 times a power of ten, at least 2."""
    power = 10 ** max(0, len(str(count)) - 1)
    return next(size * power for size in (1, 2, 4, 6, 8, 10) if size * power >= count) if count > 1 else 2


def _step(one: Step, at: int, width: float, top: int, name: str) -> str:
    x, parts = LEFT + at * width, [f"<title>{escape(name)}</title>"]
    if missing := one["hours_without_log"]:
        opacity = "" if missing == one["hours"] else ' opacity="0.45"'
        place = f'x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{PLOT}"'
        parts.append(f'<rect {place} fill="{HATCH}"{opacity}/>')
    y, gap = float(TOP + PLOT), min(1.5, width / 5)
    for kind, colour in (("reads", READ), ("possibly", POSSIBLY)):
        if count := one[kind]:
            height = max(LEAST, PLOT * count / top)
            y -= height
            place = f'x="{x + gap:.1f}" y="{y:.1f}" width="{width - 2 * gap:.1f}" height="{height:.1f}"'
            parts.append(f'<rect class="{kind}" {place} fill="{colour}"/>')
    return f"<g>{''.join(parts)}</g>"


def _scale(top: int, thousands: str) -> str:
    lines = ""
    for count in (0, top // 2, top):
        y = TOP + PLOT * (1 - count / top)
        lines += (
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#b6bcc4" '
            f'stroke-width="0.6"/><text x="{LEFT - 6}" y="{y + 4:.1f}" font-size="11" text-anchor="end">'
            f"{count:,}".replace(",", thousands)
            + "</text>"
        )
    return lines


def _edges(steps: Sequence[Step], width: float) -> str:
    """Lines where the window begins and ends, if hours beside it are shown."""
    inside = [at for at, one in enumerate(steps) if one["hours"]]
    if not inside or len(inside) == len(steps):
        return ""
    drawn = ""
    for at, edge in ((inside[0], 0), (inside[-1] + 1, len(steps))):
        if at != edge:
            x = LEFT + at * width
            drawn += (
                f'<line class="edge" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{TOP + PLOT}" stroke="#333" '
                'stroke-dasharray="4 3"/>'
            )
    return drawn


def _ticks(steps: Sequence[Step], width: float) -> str:
    """The begin of some steps, at equal distances, and the end of the last."""
    if not steps:
        return ""
    every = -(-len(steps) // TICKS)
    marks = [(at, str(one["from"])) for at, one in enumerate(steps) if at % every == 0]
    marks = [
        *[mark for mark in marks if mark[0] <= len(steps) - every * 0.7],
        (len(steps), str(steps[-1]["to"])),
    ]
    days = all(text[11:16] == "00:00" for _, text in marks)
    return "".join(_tick(LEFT + at * width, at == len(steps), at == 0, text, days) for at, text in marks)


def _tick(x: float, last: bool, first: bool, text: str, days: bool) -> str:
    anchor = "end" if last else "start" if first else "middle"
    shown = text[:10] if days else f"{text[5:10]} {text[11:16]}"
    ends = f'y1="{TOP + PLOT}" y2="{TOP + PLOT + 5}"'
    return (
        f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" {ends} stroke="#b6bcc4"/>'
        f'<text x="{x:.1f}" y="{HEIGHT - 8}" font-size="11" text-anchor="{anchor}">{shown}</text>'
    )
