"""What files of a log lack, counted against the whole log: nobody knows which lines those were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from leftopen.impact.logs import coverage, limit_sentences, times
from leftopen.impact.logs.coverage import LogMinutes
from leftopen.impact.logs.exports import Export, lacks, merge_pages
from leftopen.impact.logs.files.sources import Source, log_name
from leftopen.impact.logs.formats import log_formats
from leftopen.model.access_logs import LogFile


def why_unread(source: Source) -> str:
    """Of a file that no format recognises."""
    if source.broken:
        return str(limit_sentences.BROKEN_WHOLLY)
    return str(limit_sentences.UNKNOWN_FORMAT) if source.lines else str(limit_sentences.EMPTY)


def exports(
    files: Sequence[LogFile], read: Mapping[int, Export], skipped: Collection[int]
) -> dict[str, Export]:
    """What the exports of each log say of themselves, by the name of the log, without copies of files."""
    of: defaultdict[str, list[Export]] = defaultdict(list)
    for number, one in read.items():
        if number not in skipped:
            of[files[number].log].append(one)
    return {log: merge_pages(found) for log, found in of.items()}


def weaken(
    logs: Mapping[str, LogMinutes], files: Sequence[LogFile], start: datetime, end: datetime, zone: str,
    exports: Mapping[str, Export],
) -> None:  # fmt: skip
    """Of every log, and of every server in it."""
    unread = [file for file in files if file.state == "unread" and file.why != str(limit_sentences.EMPTY)]
    for name, one in logs.items():
        own = [file for file in files if name == file.log or name.startswith(f"{file.log} (")]
        one.lacks = next((lacks(exports[file.log]) for file in own if file.log in exports), "")
        begins = [file.first for file in own if file.first and file.state != "duplicate"]
        cuts = [file.last or start for file in own if file.state == "cut"]
        one.cuts += coverage.cut_spans(cuts, begins, end)
        failed = any(file.state == "failed" or _loses_any(file) for file in own)
        one.failed |= failed or any(_is_part(file, own) for file in unread)
        if zone and any(not _zoned(file.format) for file in own):
            spans = times.repeated_hours(zone, start, end + timedelta(hours=2))
            one.doubtful += [(coverage.minute_of(low), coverage.minute_of(high)) for low, high in spans]


def _is_part(unread: LogFile, own: Collection[LogFile]) -> bool:
    """Has it the name of a rotation of that log, or does it lie among the files that a cloud delivers?"""
    path = Path(unread.path)
    return any(
        log_name(Path(file.path)) == log_name(path)
        or (_merges(file) and Path(file.path).parent == path.parent)
        for file in own
        if file.format
    )


def _loses_any(file: LogFile) -> bool:
    """Is it cut, and not in the order of time? Clouds deliver records in any order, and exports begin with
    the newest: what was lost may be of any hour."""
    found = log_formats().get(file.format)
    return file.state == "cut" and found is not None and (found.merges or found.unwrap is not None)


def _merges(file: LogFile) -> bool:
    found = log_formats().get(file.format)
    return found is not None and found.merges


def _zoned(name: str) -> bool:
    """A custom format says for itself; it is treated as one without a zone."""
    found = log_formats().get(name)
    return found.zoned if found else False
