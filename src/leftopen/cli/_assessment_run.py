"""Plans an assessment, or reads its store to the end, with its progress; shows what was found. Loaded by the
command that does it."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import typer

from leftopen.cli._assessment_text import show as show_text
from leftopen.cli._output import Line, Output
from leftopen.cli._progress import Bar
from leftopen.cli._signals import set_on_signal
from leftopen.cli._verb import Workspace
from leftopen.model.assessment import Depth
from leftopen.net.buckets.bucket import Bucket
from leftopen.present.humanize import format_bytes, format_count, format_duration
from leftopen.service.assessments import assess, summary
from leftopen.service.assessments.ocr import ocr_program
from leftopen.service.assessments.plan import Plan, plan, reading_units
from leftopen.service.workspace.workspace import config_folder, read_settings

STOPPED = 130
SKIPPED = 10


def read(opened: Workspace, started: assess.StartedAssessment, workers: int, out: Output) -> None:
    """Until it is complete or a signal stops it; then raises typer.Exit."""
    if skipped := len(started.assessment.skipped):
        out.say(f"{format_count(skipped, 'file')} skipped, with the reason at the end")
    if started.resumed:
        out.say(f"resuming assessment {started.assessment.id}")
    if started.changed:
        changed = format_count(started.changed, "object")
        out.say(f"{changed} changed, new or gone since the list was made; to read them, use --again")
    if opened.settings.uncaged == "yes":
        out.say(f"documents are {assess.UNCAGED}: a hostile document may access everything that you can")
    stop = threading.Event()
    with set_on_signal(stop), Bar(quiet=out.quiet) as bar:
        for progress in assess.run(opened, started, workers, stop):
            bar.show_assessment(progress)
    line = summary.summary_line(opened, started.folder)
    if out.json:
        out.line(line)
    else:
        show_text(line, out)
    if not line["complete"]:
        out.say("stopped; the results so far are saved; run the same command to resume")
        raise typer.Exit(STOPPED)


def show_plan(
    paths: list[Path],
    workers: int,
    out: Output,
    bucket: Bucket | None = None,
    *,
    measure: bool = False,
    ocr: bool = False,
    uncaged: str | None = None,
) -> None:
    """Measures for some seconds. `uncaged`: the setting, where the command line gives it. Raises
    LeftopenError."""
    settings = read_settings(config_folder(os.environ), {"uncaged": uncaged}, os.environ)
    program = ocr_program(wanted=ocr)
    made = plan(
        paths,
        workers,
        os.cpu_count() or 1,
        time.monotonic,
        bucket,
        program,
        measure=measure,
        uncaged=settings.uncaged == "yes",
    )
    if out.json:
        out.line(_line(made))
    else:
        _show(made, out)


def _line(made: Plan) -> Line:
    return {
        "type": "plan",
        "files": len(made.found.files),
        "bytes": made.found.bytes,
        "units": reading_units(made.found.units),
        "skipped": len(made.found.skipped),
        "kinds": dict(made.kinds),
        "workers": made.workers,
        "measured_on": "the store" if made.measured else "made-up mails",
        **{
            depth.value: {
                "bytes_per_second": round(one.rate),
                "seconds": round(one.seconds, 1),
                "hours": round(one.seconds / 3600, 2),
                "sample_bytes": one.sample,
                "result_bytes": one.results,
            }
            for depth, one in made.estimates.items()
        },
    }


def _show(made: Plan, out: Output) -> None:
    files, parts = format_count(len(made.found.files), "file"), reading_units(made.found.units)
    out.text(f"{files}, {format_bytes(made.found.bytes)}, read in {format_count(parts, 'part')}")
    out.text("  " + ", ".join(f"{name}: {format_bytes(held)}" for name, held in made.kinds.items()))
    processes = format_count(made.workers, "process", "processes")
    for depth, what in ((Depth.TRIAGE, "triage (--triage)"), (Depth.DEEP, "everything")):
        one = made.estimates[depth]
        took = format_duration(timedelta(seconds=one.seconds))
        out.text(
            f"{what}: about {took} with {processes} ({format_bytes(round(one.rate))}/s each, measured on"
            f" {f'{format_bytes(one.sample)} of it' if made.measured else 'made-up mails'}); results about"
            f" {format_bytes(one.results)}"
        )
    if not made.measured:
        out.text(
            "only the list of the bucket was read: the estimate leaves out its speed, and PDF and "
            "Office files"
        )
        out.hint("to measure on pieces of the bucket: add --measure")
    for skipped, why in made.found.skipped[:SKIPPED]:
        out.text(f"skipped {skipped}: {why}")
