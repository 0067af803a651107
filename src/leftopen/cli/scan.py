"""Scan targets: find services, identify them, check them, store the results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leftopen.cli._next_steps import after_scan, say_next
from leftopen.cli._options import Ports, Rate, VantageName
from leftopen.cli._output import Line, Output, open_files
from leftopen.cli._progress import Bar
from leftopen.cli._scan_options import (
    JsonFile,
    NamesFile,
    OutputFile,
    TargetFile,
    Targets,
    all_names,
    all_targets,
)
from leftopen.cli._signals import stop_on_signal
from leftopen.cli._verb import Workspace, record_act, verb, workspace
from leftopen.errors import NotAllowed
from leftopen.present.case_words import where
from leftopen.present.examined import counts_text
from leftopen.present.humanize import format_count, format_duration, last_day

if TYPE_CHECKING:
    from leftopen.service.scanning.scan import ScanRequest

PANEL = "Find"
EXAMPLE = (
    "Example: `leftopen scan 127.0.0.1 --ports all`; "
    "`leftopen scan -iL targets.txt -p 22,80-90 -oJ found.jsonl`"
)
SOMETHING_OPEN = 3
FAILS = {"open": ("open",), "readable": ("open", "undetermined")}
"""The counts of the summary that each --fail-on looks at."""

MOST_EXAMPLES = 10
"""Examples in a line; `--json` has all that are stored."""

FailOn = Annotated[
    str,
    typer.Option(
        help="Exit with code 3 if something is left open (`open`), or also if something is readable and "
        "its purpose is unknown (`readable`). Accepted risks and false positives do not count."
    ),
]
CountAll = Annotated[
    bool, typer.Option("--all", help="With --fail-on: accepted risks and false positives count too.")
]


@verb()
def command(
    out: Output,
    data: Path | None,
    target: Targets = None,
    ports: Ports = "top100",
    targets_file: TargetFile = None,
    names: NamesFile = None,
    file: OutputFile = None,
    json_file: JsonFile = None,
    method: Annotated[str, typer.Option(help="Port scan method: auto or connect.")] = "auto",
    rate: Rate = None,
    no_checks: Annotated[
        bool, typer.Option("--no-checks", help="Identify services only; skip exposure checks.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Start again instead of resuming an unfinished scan.")
    ] = False,
    fail_on: FailOn = "",
    count_all: CountAll = False,
    vantage_name: VantageName = None,
) -> None:
    """Find services, identify them, and check for exposures.

    Scans only this machine's own addresses and targets authorised with `leftopen scope add`. To resume a
    stopped scan, run the same command again.
    """
    import uvloop

    from leftopen.service.scanning.scan import ScanRequest

    _validate(method, fail_on, no_checks)
    words = all_targets(target, targets_file)
    wanted = ScanRequest(words=words, ports=ports, checks=not no_checks, fresh=again, names=all_names(names))
    with (
        workspace(data, rate=rate, vantage_name=vantage_name) as opened,
        open_files(out, file, json_file, targets=targets_file) as out,
    ):
        record_act(opened, "scan", " ".join(words), f"ports {ports}")
        try:
            summary = uvloop.run(_run(opened, wanted, out))
        except NotAllowed as refusal:
            raise NotAllowed(f"{refusal} (see: leftopen scope --help)") from None
    say_next(out, *after_scan(summary))
    _exit(summary, out, fail_on, count_all)


def _exit(summary: Line, out: Output, fail_on: str, count_all: bool) -> None:
    """Raises Exit for a scan that was stopped, and for what `--fail-on` asks."""
    if summary["state"] == "stopped":
        out.say("stopped; results are saved; run the same command to resume")
        raise typer.Exit(130)
    decided = 0 if count_all else int(str(summary.get("decided", 0)))
    if sum(int(str(summary.get(count, 0))) for count in FAILS.get(fail_on, ())) > decided:
        raise typer.Exit(SOMETHING_OPEN)


def _validate(method: str, fail_on: str, no_checks: bool) -> None:
    """Raises BadParameter for words that are not valid, or not together."""
    if method not in ("auto", "connect"):
        raise typer.BadParameter(f"{method!r} is not valid; use auto or connect", param_hint="--method")
    if fail_on not in ("", *FAILS):
        raise typer.BadParameter(f"{fail_on!r} is not valid; use open or readable", param_hint="--fail-on")
    if fail_on and no_checks:
        raise typer.BadParameter("--fail-on needs checks; remove --no-checks", param_hint="--fail-on")


async def _run(opened: Workspace, wanted: ScanRequest, out: Output) -> Line:
    import asyncio

    from leftopen.service.scanning.scan import scan

    stop = asyncio.Event()
    summary: Line = {}
    with stop_on_signal(stop), Bar(quiet=out.quiet) as bar:
        async for line in scan(opened, wanted, bar.show_scan, stop):
            if out.json:
                out.line(line)
            else:
                bar.print_above(_words(line), out)
            out.copy_line(line)
            summary = line
    if not out.json:
        for text in unchecked_lines(summary):
            out.text(text)
    refused = int(str(summary.get("refused", 0)))
    if refused:
        out.say(f"{format_count(refused, 'attempt')} skipped: outside the scope (leftopen plan shows why)")
    return summary


def _words(line: Line) -> str:
    """One line of text; '' for lines that only appear with --json."""
    match line["type"]:
        case "observation":
            named = " ".join(str(part) for part in (line["product"], line["version"]) if part)
            shodan: Any = line["_shodan"]
            module, name = shodan["module"], shodan["options"].get("hostname")
            message = f"not identified: {line['info']}" if module == "unknown" and line["info"] else named
            return f"{where({'endpoint': _endpoint(line), 'hostname': name})}  {module}  {message}".rstrip()
        case "finding":
            return _finding(line)
        case "verdict":
            return _not_known(line)
        case "summary":
            return _summary(line)
        case _:
            return ""


def _endpoint(line: Line) -> str:
    host = str(line["ip_str"])
    return f"[{host}]:{line['port']}" if ":" in host else f"{host}:{line['port']}"


def _not_known(line: Line) -> str:
    """Unknown results are shown too, or they would look safe. For a host that responds on every port, the
    summary is enough."""
    if line["verdict"] != "unknown" or line["reason"] == "answers_everything":
        return ""
    return f"  UNKNOWN  {where(line)}  {line['check']}: {line['why']}"


def _summary(line: Line) -> str:
    took = format_duration(timedelta(seconds=float(str(line["seconds"]))))
    talked = int(str(line.get("talked", 0)))
    decided = line.get("decided", 0)
    readable, published = line.get("undetermined", 0), line.get("published", 0)
    parts = [
        f"{line.get('open', 0)} open" + (f" ({decided} of them decided)" if decided else ""),
        *([f"{readable} readable (purpose unknown)"] if readable else []),
        *([f"{published} published"] if published else []),
        *(f"{line.get(state, 0)} {state}" for state in ("closed", "unknown")),
    ]
    words = counts_text(line)
    counts = ", ".join(parts) + (f"; {words}" if words else "")
    names, sites = (int(str(line.get(one, 0))) for one in ("names", "sites"))
    asked = f", {format_count(names, 'name')} asked ({format_count(sites, 'site')})" if names else ""
    message = f"{format_count(talked, 'service')}{asked}; checks: {counts}" if talked else _nothing(line)
    gone = int(str(line.get("gone", 0)))
    # Those that an earlier look found gone are not counted again; the search lists them too.
    lost = (
        f"; {format_count(gone, 'known service')} newly gone (all: leftopen search alive:no)" if gone else ""
    )
    return f"{message}{lost}; in {took}"


def _nothing(line: Line) -> str:
    """How much was asked: a service on another port was not seen."""
    return f"no service found; {line['ports_tried']:,} of 65,535 ports tried on each address"


def _review(line: Line) -> str:
    """Readable, but perhaps meant to be: a person decides."""
    id, place, message = (
        str(line["id"])[:8],
        f"{where(line)}  {line['check']}",
        line["said"] or line["why"],
    )
    if line["intent"] == "published":
        return f"  PUBLIC  {place}  {message}: {line['intent_why']}"
    return f"  READABLE  {place}  purpose unknown: {message} (review {id}: leftopen review open {id})"


def _finding(line: Line) -> str:
    if line["intent"] != "left_open":
        return _review(line)
    holds = line["holds"]
    what = ", ".join(f"{label} {count}" for label, count in holds.items()) if isinstance(holds, dict) else ""
    case = str(line["case"])[:8]
    decision = str(line["decision"] or "").replace("_", " ")
    until = f" until {last_day(datetime.fromisoformat(str(line['until'])))}" if line["until"] else ""
    state = f"OPEN ({decision}{until})" if decision else "OPEN"
    return (
        f"  {state}  {where(line)}  {line['check']}  {line['severity']}  {line['why']}"
        + (f"; contains {what}" if what else "")
        + f"  (case {case}: leftopen cases show {case})"
    )


def unchecked_lines(summary: Line) -> Iterator[str]:
    """A line for each reason with its count and examples, under a title; nothing when all was checked."""
    found = summary.get("not_checked")
    if not isinstance(found, list) or not found:
        return
    yield "unexamined:"
    for one in found:
        if isinstance(one, dict):
            yield f"  {_count(one)}: {one['why']} ({_examples(one)})"


def _count(one: Line) -> str:
    about = "" if one["exact"] else "about "
    return f"{about}{format_count(int(str(one['count'])), str(one['unit']))}"


def _examples(one: Line) -> str:
    examples = one["examples"][:MOST_EXAMPLES] if isinstance(one["examples"], list) else []
    more = int(str(one["count"])) - len(examples)
    return ", ".join(map(str, examples)) + (f" and {more:,} more" if more > 0 else "")
