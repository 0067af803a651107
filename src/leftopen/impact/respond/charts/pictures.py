"""Pictures of the report and of the page, drawn as SVG from the same figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

WIDTH, ROW, LABEL = 640, 22, 272
NUMBERS, DIGIT = 80, 7.5
"""Room for the numbers behind a bar, at least; and of one character of them."""
LINE, SMALL = 38, 46
"""Characters of a name on one line, and on each of two smaller lines."""
COLOURS = ("#3b6ea5", "#7a9a4b", "#b58a2a", "#8a8f98", "#a54a3b")
RISKS = ("#a3271f", "#cf6a1e", "#c9a227", "#5b8a72", "#8a8f98")
"""Of the severities, critical first."""
Row = tuple[str, Sequence[int]]


def bars(
    rows: Sequence[Row],
    title: str,
    most: int = 12,
    colours: Sequence[str] = COLOURS,
    thousands: str = ",",
) -> str:
    """A bar for each row, its parts side by side, with their numbers; '' without rows. Draws at most `most`
    rows."""
    shown = list(rows[:most])
    if not shown:
        return ""
    largest = max(1, *(sum(parts) for _, parts in shown))
    height = ROW * len(shown)
    numbers = [" / ".join(f"{part:,}" for part in parts).replace(",", thousands) for _, parts in shown]
    scale = (WIDTH - LABEL - max(NUMBERS, 10 + DIGIT * max(map(len, numbers)))) / largest
    drawn = "".join(
        _row(at, name, parts, scale, colours, numbers[at]) for at, (name, parts) in enumerate(shown)
    )
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{drawn}</svg>"
    )


def window(before: float, sure: float, after: float, title: str) -> str:
    """The exposure window: surely open between possibly open on both sides, as shares of the whole."""
    whole = max(before + sure + after, 1e-9)
    parts = [(before, 0.35), (sure, 1.0), (after, 0.35)]
    x, drawn = 0.0, ""
    for length, opacity in parts:
        width = WIDTH * length / whole
        place = f'x="{x:.1f}" y="4" width="{width:.1f}" height="14"'
        drawn += f'<rect {place} fill="{COLOURS[4]}" opacity="{opacity}"/>'
        x += width
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {ROW}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{drawn}</svg>"
    )


def percents(counts: Sequence[int]) -> list[float]:
    """Of their sum, with one decimal, so that they add up to 100.0. All 0 where there is nothing."""
    return [tenth / 10 for tenth in apportioned(counts, 1000)]


def apportioned(counts: Sequence[int], of: int) -> list[int]:
    """`of` units, shared out by the counts: the largest remainders are rounded up. None has no unit or all of
    them by rounding alone. All 0 where there is nothing."""
    whole = sum(counts)
    if not whole:
        return [0] * len(counts)
    units = [of * count // whole for count in counts]
    order = sorted(range(len(counts)), key=lambda at: -(of * counts[at] % whole))
    for at in order[: of - sum(units)]:
        units[at] += 1
    for at, count in enumerate(counts):
        if count and not units[at]:
            units[at] += 1
            units[units.index(max(units))] -= 1
    return units


def shares(parts: Sequence[float], title: str) -> str:
    """One bar of these percents, side by side."""
    x, drawn = 0.0, ""
    for colour, part in zip(COLOURS, parts, strict=False):
        width = WIDTH * part / 100
        drawn += f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="{ROW}" fill="{colour}"/>'
        x += width
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {ROW}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{drawn}</svg>"
    )


def _name(name: str, y: int) -> str:
    """On one line, or on two smaller ones; cut only where two lines do not hold it."""
    title = f"<title>{escape(name)}</title>"
    if len(name) <= LINE:
        return f'<text x="0" y="{y + 15}" font-size="12">{title}{escape(name)}</text>'
    lines = wrap(name, SMALL, max_lines=2, placeholder="…", break_on_hyphens=False)
    drawn = "".join(
        f'<tspan x="0" y="{y + 9 + 10 * at}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    return f'<text font-size="10">{title}{drawn}</text>'


def _row(at: int, name: str, parts: Sequence[int], scale: float, colours: Sequence[str], numbers: str) -> str:
    y, x = at * ROW, float(LABEL)
    drawn = _name(name, y)
    for colour, part in zip(colours, parts, strict=False):
        width = scale * part
        drawn += f'<rect x="{x:.1f}" y="{y + 4}" width="{width:.1f}" height="14" fill="{colour}"/>'
        x += width
    return drawn + f'<text x="{x + 6:.1f}" y="{y + 15}" font-size="12">{numbers}</text>'
