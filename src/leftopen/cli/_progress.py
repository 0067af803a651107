"""Progress, rate and time left: a live line on a terminal, one line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from leftopen.present.humanize import format_bytes, format_duration
from leftopen.present.printable import printable

if TYPE_CHECKING:
    from leftopen.cli._output import Output
    from leftopen.service.assessments.assess import AssessProgress
    from leftopen.service.backup.make import BackupProgress
    from leftopen.service.ingest.run import ImportProgress
    from leftopen.service.scanning.scan import ScanProgress

EVERY = 10.0


@dataclass(slots=True, kw_only=True)
class Bar:
    """Shown on stderr, so that stdout has only results."""

    quiet: bool
    live: bool = field(default_factory=sys.stderr.isatty)
    last: float = 0.0
    shown: str = ""
    resume_shown: bool = False
    began: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe()

    def show_scan(self, progress: ScanProgress) -> None:
        """Called after every batch."""
        if self.quiet:
            return
        if progress.resumed_at and not self.resume_shown:
            self.resume_shown = True
            share = 100 * progress.resumed_at // max(progress.total, 1)
            sys.stderr.write(f"resuming the stopped scan at {share} % (use --again to start again)\n")
        self._write(_words(progress), progress.seconds)

    def show_import(self, progress: ImportProgress) -> None:
        """The same for an import. The first line appears immediately."""
        if self.quiet:
            return
        if not progress.records:
            self.last = -EVERY
        if progress.resumed_at and not self.resume_shown:
            self.resume_shown = True
            sys.stderr.write(f"resuming after record {progress.resumed_at:,}\n")
        self._write(_import_words(progress), progress.seconds)

    def show_assessment(self, progress: AssessProgress) -> None:
        """The same for an assessment."""
        if not self.quiet:
            self._write(_assess_words(progress), progress.seconds)

    def show_backup(self, progress: BackupProgress) -> None:
        """The same for a backup or its restoration."""
        if not self.quiet:
            share = 100 * progress.done // max(progress.total, 1)
            self._write(f"{progress.step}: {share} %", time.monotonic() - self.began)

    def _write(self, words: str, seconds: float) -> None:
        if self.live:
            self._wipe()
            self.shown = words
            sys.stderr.write(self.shown)
            sys.stderr.flush()
        elif seconds - self.last >= EVERY:
            self.last = seconds
            sys.stderr.write(words + "\n")
            sys.stderr.flush()

    def print_above(self, text: str, out: Output) -> None:
        """One result, above the live line."""
        if text:
            self._wipe()
            out.text(text)

    def _wipe(self) -> None:
        if self.live and self.shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self.shown = ""


def _words(progress: ScanProgress) -> str:
    done = progress.swept - progress.resumed_at
    rate = done / progress.seconds if progress.seconds else 0.0
    left = progress.total - progress.swept
    share = 100 * progress.swept // max(progress.total, 1)
    parts = [f"{share} %", f"{rate:,.0f} attempts/s", f"{progress.found} responded", f"{progress.open} open"]
    if rate and left:
        parts.append(f"{format_duration(timedelta(seconds=left / rate))} left")
    return ", ".join(parts)


def _import_words(progress: ImportProgress) -> str:
    """Progress and time left, by the bytes of the file, because its number of lines is unknown."""
    if not progress.records:
        return f"reading {printable(progress.file)}, {format_bytes(progress.size)}"
    if progress.storing:
        return f"storing the last rows, {progress.stored:,} stored so far"
    rate = progress.records / progress.seconds if progress.seconds else 0.0
    share = progress.done / progress.size if progress.size else 1.0
    parts = [f"{100 * share:.0f} %", f"{rate:,.0f} records/s", f"{progress.stored:,} stored"]
    if progress.bad:
        parts.append(f"{progress.bad:,} bad")
    if 0 < share < 1 and not progress.resumed_at:
        parts.append(f"{format_duration(timedelta(seconds=progress.seconds * (1 - share) / share))} left")
    return ", ".join(parts)


def _assess_words(progress: AssessProgress) -> str:
    """Progress by bytes; the rate is that of reading."""
    rate = progress.read / progress.seconds if progress.seconds else 0.0
    pace = (progress.done - progress.resumed_at) / progress.seconds if progress.seconds else 0.0
    parts = [
        f"{100 * progress.done // max(progress.total, 1)} %",
        f"{format_bytes(round(rate))}/s",
        f"{progress.documents:,} documents",
        f"{progress.found:,} hold something",
    ]
    if progress.labels:
        parts[-1] += f" ({', '.join(f'{label}: {count:,}' for label, count in progress.labels)})"
    if pace and progress.done < progress.total:
        left = timedelta(seconds=(progress.total - progress.done) / pace)
        parts.append(f"{format_duration(left)} left")
    elif progress.done >= progress.total:
        parts.append("counting the people")
    return ", ".join(parts)
