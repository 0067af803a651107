"""Erase what is stored about an address or an organisation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import Reason
from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace, verb
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.service.retention.erase import Erased

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Erase what is stored about an address or an organisation.",
    epilog="Example: `leftopen erase address 192.0.2.7 --reason 'request of the owner'`",
)
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Erase without a question. Without --yes, only show what would be erased."),
]
NOT_ERASED, CASES = 1, 20
STAYS = (
    "the sealed event chain keeps {events} of {cases}. They name address, port, product and identity of the "
    "service, and who decided what. The audit log, records of scans and the scope stay too"
)


@app.command(epilog="Example: `leftopen erase address 192.0.2.0/28 --reason 'request of the owner'`")
@verb(existing=True)
def address(
    out: Output,
    opened: Workspace,
    target: Annotated[list[str], typer.Argument(help="Addresses and CIDR ranges.")],
    reason: Reason,
    yes: Yes = False,
) -> None:
    """Erase observations, verdicts, evidence, notices, notes and changes of addresses. This cannot be undone.

    Says what would be erased and asks; where no terminal can answer, it needs --yes.

    Each case keeps its events, and gets one that says who erased it, when and why. A held case is not erased.
    Scans go on: remove the address from the scope, too.
    """
    _erase(opened, target, reason, out, yes=yes)


@app.command(epilog="Example: `leftopen erase organisation 'Example Ltd' --reason 'end of contract'`")
@verb(existing=True)
def organisation(
    out: Output,
    opened: Workspace,
    name: Annotated[str, typer.Argument(help="Organisation as the scope names it (scope add --org).")],
    reason: Reason,
    yes: Yes = False,
) -> None:
    """Erase the same of all addresses that the scope names as an organisation's. This cannot be undone.

    Says what would be erased and asks; where no terminal can answer, it needs --yes."""
    from leftopen.service.retention.erase import of_organisation

    _erase(opened, of_organisation(opened, name), reason, out, yes=yes)


def _erase(opened: Workspace, targets: Sequence[str], reason: str, out: Output, *, yes: bool) -> None:
    from leftopen.service.retention.erase import erase, preview

    if not yes:
        _ask(preview(opened, targets), reason, out)
    done = erase(opened, targets, reason)
    out.show(_line(done, "erased"), f"erased: {_counts(done)}")
    if out.json:
        return
    if done.cases:
        events, cases = format_count(done.events, "event"), format_count(len(done.cases), "case")
        out.say(STAYS.format(events=events, cases=cases))
    _warn_of_return(done, out)


def _ask(would: Erased, reason: str, out: Output) -> None:
    """What would be erased, then whether it may be. Raises typer.Exit where it may not."""
    from leftopen.service.workspace.audit_log import require_reason

    require_reason(reason)
    text = f"would erase from {', '.join(would.targets)}: {_counts(would)}"
    if would.cases:
        text += f"\ncases that lose their evidence: {_some([case[:8] for case in would.cases])}"
    if out.json:
        out.line(_line(would, "erasure_preview"))
    else:
        out.lines_of(text)
    _warn_of_return(would, out)
    if not out.json and sys.stdin.isatty():
        if typer.confirm("Erase it? This cannot be undone.", err=True):
            return
        out.say("nothing was erased")
    else:
        out.say("nothing was erased; to erase it, add --yes")
    raise typer.Exit(NOT_ERASED)


def _warn_of_return(done: Erased, out: Output) -> None:
    if done.monitors:
        names = ", ".join(done.monitors)
        out.say(
            f"monitors that scan these addresses and will store the data again: {names}; "
            "to stop one: leftopen watch pause NAME"
        )
    if done.imports:
        again = "imported files that contain this data; a new import of these files stores it again"
        out.say(f"{again}: {_some(done.imports)}")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - CASES:,} more" if len(names) > CASES else ""
    return f"{', '.join(names[:CASES])}{more}"


def _counts(done: Erased) -> str:
    counts = (done.rows, "row"), (done.records, "record"), (done.files, "file")
    return ", ".join(format_count(count, noun) for count, noun in counts)


def _line(done: Erased, kind: str) -> Line:
    counts = {"rows": done.rows, "records": done.records, "files": done.files, "cases": len(done.cases)}
    names: Line = {"monitors": list(done.monitors), "imports": list(done.imports)}
    return {"type": kind, "targets": list(done.targets), **counts, "events": done.events, **names}
