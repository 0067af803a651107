"""Assessments: what a store of mails and documents held."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._bucket_options import BucketOptions, Credentials, NewCredentials, ScratchFolder
from leftopen.cli._groups import DefaultCommandGroup
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb, workspace
from leftopen.model.assessment import Depth
from leftopen.present.humanize import format_bytes

if TYPE_CHECKING:
    from leftopen.service.assessments.folder import AssessmentFolder

PANEL = "After a leak"
app = typer.Typer(
    cls=DefaultCommandGroup,
    no_args_is_help=True,
    help="Assess what a store of mails and documents contains: mailboxes, mails, archives, folders.\n\n"
    "`leftopen assess PATH…` reads it; `leftopen assess PATH… --help` shows the options.",
    epilog="Example: `leftopen assess /srv/copy-of-the-mailbox`",
)
Id = Annotated[str, typer.Argument(help="ID of the assessment, or the beginning of it.")]
Newest = Annotated[
    str, typer.Argument(help="ID of the assessment, or the beginning of it (default: the newest).")
]


Paths = Annotated[
    list[str],
    typer.Argument(
        help="Mailboxes, files or folders on this machine; or one bucket, such as s3://records/2019."
    ),
]
PlanOnly = Annotated[
    bool,
    typer.Option(
        "--plan",
        help="Show what an assessment reads and how long it takes here, without running it. The estimate "
        "reads parts of the store. For a bucket, it reads only the list and measures with generated "
        "mails.",
    ),
]
Measure = Annotated[
    bool, typer.Option("--measure", help="With --plan of a bucket: read parts of it for the estimate.")
]
Triage = Annotated[bool, typer.Option("--triage", help="Read headers, bodies and names of attachments only.")]
Pictures = Annotated[
    bool,
    typer.Option(
        "--ocr",
        help="Read pictures and scanned pages too, with Tesseract (extra ocr): about a second each.",
    ),
]
Workers = Annotated[
    int, typer.Option(help="Processes that read (0: one for each processor core).", min=0, max=256)
]
OfCase = Annotated[str, typer.Option(help="ID of the case that this assessment belongs to.")]
Endpoint = Annotated[
    str, typer.Option(help="For a bucket: the URL of its service.", metavar="URL", show_default=False)
]
Again = Annotated[
    bool, typer.Option("--again", help="Start again, even if an interrupted assessment exists.")
]
Uncaged = Annotated[
    bool,
    typer.Option(
        "--uncaged",
        help="Read documents without a cage. A hostile document may access everything that you can.",
    ),
]


@app.command("run", hidden=True, epilog="Example: `leftopen assess mail.mbox --workers 2`")
@verb()
def run(
    out: Output,
    data: Path | None,
    by: str,
    path: Paths,
    plan: PlanOnly = False,
    measure: Measure = False,
    triage: Triage = False,
    ocr: Pictures = False,
    workers: Workers = 0,
    case: OfCase = "",
    endpoint: Endpoint = "",
    credentials: Credentials = None,
    scratch: ScratchFolder = None,
    again: Again = False,
    uncaged: Uncaged = False,
) -> None:
    """Read a store and say what it held. To resume a stopped assessment, run the same command again.

    Nothing is written to the store, and no found value is kept: only counts, masked examples and keyed
    digests."""
    from leftopen.cli._assessment_run import read, show_plan
    from leftopen.service.assessments import assess

    if ocr and triage:
        raise typer.BadParameter("--ocr needs a deep assessment; remove --triage", param_hint="--ocr")
    setting = "yes" if uncaged else None
    wanted = BucketOptions(endpoint=endpoint, credentials=credentials)
    processes = workers or os.cpu_count() or 1
    if plan:
        with wanted.sources(path, data) as (files, bucket):
            show_plan(files, processes, out, bucket, measure=measure, ocr=ocr, uncaged=setting)
        return
    with workspace(data, uncaged=setting) as opened, wanted.opened(opened, path) as (files, bucket):
        started = assess.start(
            opened,
            files,
            Depth.TRIAGE if triage else Depth.DEEP,
            by=by,
            case=case,
            fresh=again,
            bucket=bucket,
            credentials=credentials,
            ocr=ocr,
            scratch=scratch,
        )
        read(opened, started, processes, out)


@app.command("list", epilog="Example: `leftopen assess list`")
@verb(listing=True, existing=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the assessments."""
    from leftopen.service.assessments import assessments, figures

    found = [*assessments.list_all(opened)]
    rows = (
        (
            *(one.id, f"{one.created:%Y-%m-%d %H:%M}", one.extent, f"{one.files:,}"),
            *(format_bytes(one.bytes), f"{done:,} of {one.units:,} units", " ".join(one.paths[:2])),
        )
        for one, done in found
    )
    titles = ("id", "Begun (UTC)", "Depth", "Files", "Size", "State", "Paths")
    lines = (figures.line(one, done) for one, done in found)
    out.rows(lines, titles, rows, "no assessments; to make one: leftopen assess PATH")


@app.command(epilog="Example: `leftopen assess show 3f2a`")
@verb(existing=True)
def show(out: Output, opened: Workspace, id: Newest = "") -> None:
    """Show what an assessment found."""
    from leftopen.cli import _assessment_text
    from leftopen.service.assessments import summary

    line = summary.summary_line(opened, _folder(opened, id))
    if out.json:
        out.line(line)
    else:
        _assessment_text.show(line, out)


@app.command(epilog="Example: `leftopen assess people 3f2a --holds us_ssn`")
@verb(existing=True)
def people(
    out: Output,
    opened: Workspace,
    by: str,
    id: Newest = "",
    holds: Annotated[
        str, typer.Option(help="Only people with this kind of data, such as us_ssn.", metavar="KIND")
    ] = "",
    format: Annotated[str, typer.Option(help="text, csv or json (JSON lines).", metavar="FORMAT")] = "text",
    limit: Annotated[int, typer.Option(help="People shown as text (0: all).", min=0)] = 50,
    file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Write all of them into a new file that only you can read: NAME.csv or NAME.xlsx.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List the people whose data an assessment found, masked. A person is counted once, in however many
    documents."""
    from leftopen.cli import _people_text
    from leftopen.service.access_logs import people as service
    from leftopen.service.assessments import people_table

    wanted = "json" if out.json else format
    if wanted not in _people_text.FORMATS:
        raise typer.BadParameter(f"{format!r} is not text, csv or json", param_hint="--format")
    out = Output(json=wanted == "json", quiet=out.quiet)
    folder = _folder(opened, id)
    found, served = service.of_assessment(opened, folder)
    if file:
        written = people_table.export(opened, folder.path.name, found, served, file, holds, by=by)
        _people_text.show_export(file, written, out)
    else:
        _people_text.FORMATS[wanted](found, served, holds, limit, out)


@app.command(epilog="Example: `leftopen assess review 3f2a --reject 5be10c22`")
@verb(existing=True)
def review(
    out: Output,
    opened: Workspace,
    id: Newest = "",
    confirm: Annotated[
        list[str] | None, typer.Option(help="ID of a correct hit (repeatable).", metavar="HIT")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(help="ID of a false hit, to leave it out (repeatable).", metavar="HIT")
    ] = None,
    place: Annotated[
        str, typer.Option(help="All hits of this document, doubtful or not.", metavar="PLACE")
    ] = "",
    context: Annotated[
        bool, typer.Option("--context", help="Show the masked text around each, read from the source again.")
    ] = False,
    credentials: NewCredentials = None,
    limit: Annotated[int, typer.Option(help="Hits shown (0: all).", min=0)] = 20,
) -> None:
    """List the doubtful hits that you have not judged, or judge hits.

    Rejected hits are left out of every figure, also in later assessments of the same documents. Where one
    person confirms a hit and another rejects it, it counts."""
    from leftopen.cli import _assessment_review

    folder = _folder(opened, id)
    if confirm or reject:
        _assessment_review.judge(opened, folder, confirm or (), reject or (), out)
    else:
        _assessment_review.show(opened, folder, place, limit, out, context=context, credentials=credentials)


@app.command(epilog="Example: `leftopen assess sample 3f2a -n 59`")
@verb(existing=True)
def sample(
    out: Output,
    opened: Workspace,
    id: Newest = "",
    number: Annotated[int, typer.Option("-n", help="Documents in the sample.", min=1, max=500)] = 59,
    clean: Annotated[
        list[str] | None,
        typer.Option(help="ID of a clean document (repeatable).", metavar="DOCUMENT"),
    ] = None,
    not_clean: Annotated[
        list[str] | None,
        typer.Option(help="ID of a document with data (repeatable).", metavar="DOCUMENT"),
    ] = None,
    text: Annotated[
        str, typer.Option(help="Show the text of this document, masked.", metavar="DOCUMENT")
    ] = "",
    credentials: NewCredentials = None,
) -> None:
    """Draw a random sample of the documents in which nothing but mail addresses was found, and judge them.

    Says how large the share of missed documents can be at most."""
    from leftopen.cli import _assessment_review

    folder = _folder(opened, id)
    if text:
        _assessment_review.show_text(opened, folder, number, text, out, credentials)
        return
    _assessment_review.judge_sample(opened, folder, number, clean or (), not_clean or ())
    _assessment_review.show_sample(opened, folder, number, out)


@app.command(epilog="Example: `leftopen assess delete 3f2a`")
@verb(existing=True)
def delete(out: Output, opened: Workspace, by: str, id: Id) -> None:
    """Delete an assessment with all its results."""
    from leftopen.service.assessments import assessments

    gone = assessments.delete(opened, id, by=by)
    out.done({"type": "deleted", "id": gone.id}, f"assessment {gone.id} is deleted")


def _folder(opened: Workspace, id: str) -> AssessmentFolder:
    """The assessment of that id, or the newest. Raises NotFound."""
    from leftopen.service.assessments import assessments

    return assessments.get(opened, id) if id else assessments.newest(opened)
