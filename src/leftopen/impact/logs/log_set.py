"""The files of one run, each opened once to learn what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen.errors import LeftopenError
from leftopen.impact.logs.files import sources
from leftopen.impact.logs.files.sources import Source
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.log_format import LogFormat
from leftopen.impact.logs.persistent_access import PersistentAccess, standing_exports, take_exports
from leftopen.model.access_logs import LogFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSet:
    """`logs`: what each log is; `formats`: those that they are recognised by; `persistent`: what the exports
    of rules and rights among the files say; `left_out`: what lay beside the files and is none."""

    logs: tuple[Source, ...]
    formats: Mapping[str, LogFormat]
    persistent: PersistentAccess
    left_out: tuple[LogFile, ...]

    def messages(self) -> tuple[bool, bool]:
        """Does any of these logs name messages, and do all that can be read?"""
        read = [self.formats[one.format].names_messages for one in self.logs if one.format]
        return any(read), bool(read) and all(read)


def log_set(paths: Sequence[Path], format: str = "", custom: LogFormat | None = None) -> LogSet:
    """`format`: the name of the format of every log, '' to recognise each. `custom`: one that somebody
    described. Raises LeftopenError."""
    formats = dict(log_formats()) | ({"custom": custom} if custom else {})
    named = "custom" if custom else format
    if named and named not in formats:
        raise LeftopenError(f"unknown log format {named!r}; the formats are {', '.join(formats)}")
    found = sources.list_files(paths)
    logs, persistent = take_exports([sources.identify_source(path, formats, named) for path in found.files])
    if not logs:
        raise LeftopenError("there are no log files to read")
    return LogSet(logs=logs, formats=formats, persistent=persistent, left_out=found.left_out)


def known_formats() -> list[tuple[str, str, str]]:
    """Name, title and what is read of it, in name order; the exports of rules and rights come last."""
    logs = [(name, one.title, "log") for name, one in log_formats().items()]
    return logs + [(name, one.title, "export") for name, one in standing_exports().items()]
