"""What a case's latest finding shows, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leftopen.model.finding import Finding


def found_lines(finding: Finding, limit: str) -> Iterator[str]:
    """The latest evidence, the size and the contents, one line each. `limit`: why no item was read."""
    from leftopen.present.humanize import format_bytes, format_count, format_time

    judged, size = finding.judged, finding.size
    said = f"; server response: {judged.verdict.said}" if judged.verdict.said else ""
    yield f"last seen open at {format_time(judged.at)}: {judged.verdict.why}{said}"
    amounts = [
        *([] if size.records is None else [format_count(size.records, "item")]),
        *([] if size.bytes is None else [format_bytes(size.bytes)]),
    ]
    if amounts:
        yield f"size reported by the server: {'at least ' if size.at_least else ''}{', '.join(amounts)}"
    for held in finding.evidence.holds:
        examples = f": {', '.join(held.examples)}" if held.examples else ""
        yield f"holds {held.label}, {format_count(held.count, 'time')}{examples}"
    items = finding.evidence.items
    if not items:
        yield f"contents unknown: no item was read. {limit}"
        return
    if finding.evidence.left:
        yield f"did not read {format_count(finding.evidence.left, 'other listed item')}"
    if finding.evidence.cut:
        yield f"read only the beginning of {format_count(finding.evidence.cut, 'item')}"
    failed = finding.evidence.failed
    if failed:
        yield f"cannot read {format_count(failed, 'part')} of {format_count(items, 'item')}"
    elif not finding.evidence.holds:
        yield f"no personal or secret data recognised in {format_count(items, 'item')}"
