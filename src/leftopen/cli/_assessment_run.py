"""Reads an assessment's store to its end, with its progress, and shows what was found."""

from __future__ import annotations

import threading

import typer

from leftopen.cli._assessment_text import show as show_text
from leftopen.cli._output import Output
from leftopen.cli._progress import Bar
from leftopen.cli._signals import sets
from leftopen.present.humanize import format_count
from leftopen.service.assessments import assess, summary
from leftopen.service.assessments.assess import StartedAssessment
from leftopen.service.workspace import Workspace

STOPPED = 130


def read(opened: Workspace, started: StartedAssessment, workers: int, out: Output) -> None:
    """Until it is complete or a signal stops it; then raises typer.Exit."""
    if skipped := len(started.assessment.skipped):
        out.say(f"{format_count(skipped, 'file')} skipped, with the reason at the end")
    if started.resumed:
        out.say(f"resuming assessment {started.assessment.id}")
    if started.changed:
        changed = format_count(started.changed, "object")
        out.say(f"{changed} changed, new or gone since the list was made; to read them, use --fresh")
    if opened.settings.uncaged == "yes":
        out.say(f"documents are {assess.UNCAGED}: one that takes its reader over may reach whatever you can")
    stop = threading.Event()
    with sets(stop), Bar(quiet=out.quiet) as bar:
        for progress in assess.run(opened, started, workers, stop):
            bar.assessing(progress)
    line = summary.summary_line(opened, started.folder)
    if out.json:
        out.line(line)
    else:
        show_text(line, out)
    if not line["complete"]:
        out.say("stopped; what was read is kept; run the same command to resume")
        raise typer.Exit(STOPPED)
