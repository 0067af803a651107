"""What an assessment would read, and how long it would take, as text or a line of JSON."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from leftopen.cli._output import Output
from leftopen.present.humanize import format_bytes, format_count, format_duration

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.net.buckets.bucket import Bucket
    from leftopen.service.assessments.plan import Plan

SKIPPED = 10


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
    import time

    from leftopen.service.assessments.ocr import ocr_program
    from leftopen.service.assessments.plan import plan
    from leftopen.service.workspace import config_folder, read_settings

    settings = read_settings(config_folder(os.environ), {"uncaged": uncaged}, os.environ)
    program = ocr_program(wanted=ocr)
    made = plan(
        paths, workers, os.cpu_count() or 1, time.monotonic, bucket, program,
        measure=measure, uncaged=settings.uncaged == "yes",
    )  # fmt: skip
    if out.json:
        out.line(_line(made))
    else:
        _text(made, out)


def _line(made: Plan) -> dict[str, Json]:
    from leftopen.service.assessments.plan import reading_units

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


def _text(made: Plan, out: Output) -> None:
    from leftopen.model.assessment import Depth
    from leftopen.service.assessments.plan import reading_units

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
            "only the list of the bucket was read: how fast it is, and PDF or Office files, are not in that"
        )
        out.hint("to measure on pieces of the bucket: add --measure")
    for skipped, why in made.found.skipped[:SKIPPED]:
        out.text(f"skipped {skipped}: {why}")
