"""Check cases again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._next_steps import after_verify, say_next
from leftopen.cli._options import VantageName
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, record_act, verb, workspace
from leftopen.errors import LeftopenError, NotAllowed
from leftopen.present.humanize import format_count
from leftopen.present.json_lines import DECIDED, case_line, verdict_line

if TYPE_CHECKING:
    from leftopen.service.scanning.verify import RecheckResult

PANEL = "Cases"
EXAMPLE = "Example: `leftopen verify 3fa9 --wait`"
SOMETHING_OPEN = 3
NOT_CHECKED = "not checked"


@verb()
def command(
    out: Output,
    data: Path | None,
    id: Annotated[list[str] | None, typer.Argument(help="Case IDs, or unique prefixes of them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Check all live cases.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Repeat the check at the required times until the case is settled.")
    ] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            help="Exit with code 3 if an exposure is open and undecided, with code 1 if the result is "
            "unknown: --fail-on open."
        ),
    ] = "",
    vantage_name: VantageName = None,
) -> None:
    """Check cases again, and show the verdict and the time of the next check.

    Only evidence closes a case: the server requires a password, it refuses connections in three rounds with
    a positive control each, or it stays silent for a long time from two vantages.
    """
    from leftopen.service.scanning.verify import all_live

    if not id and not everything:
        raise typer.BadParameter("name a case, or use --all", param_hint="ID")
    if fail_on not in ("", "open"):
        raise typer.BadParameter(f"{fail_on!r} is not valid; use open", param_hint="--fail-on")
    with workspace(data, vantage_name=vantage_name) as opened:
        wanted = list(id or ()) + ([case.id for case in all_live(opened)] if everything else [])
        states = _every(opened, list(dict.fromkeys(wanted)), wait, out)
    if not wanted:
        out.say("no cases to check")
    if fail_on == "open" and "open" in states:
        raise typer.Exit(SOMETHING_OPEN)
    if NOT_CHECKED in states:
        raise LeftopenError(f"{states.count(NOT_CHECKED)} of {format_count(len(states), 'case')} not checked")
    if fail_on == "open" and states.count("closed") + states.count("decided") < len(states):
        raise LeftopenError("cannot confirm that every case is closed: at least one result is unknown")


def _every(opened: Workspace, cases: list[str], wait: bool, out: Output) -> list[str]:
    """The verdict of each. A case that cannot be checked stops none of the others."""
    import asyncio

    states = []
    for one in cases:
        try:
            states.append(asyncio.run(_verify(opened, one, wait, out)))
        except NotAllowed as error:
            if len(cases) == 1:
                raise
            out.say(str(error))
            states.append(NOT_CHECKED)
    return states


async def _verify(opened: Workspace, case: str, wait: bool, out: Output) -> str:
    """The latest verdict: open, closed or unknown, or `decided` for what is open and a user accepted or
    marked as a false positive; '' without a check."""
    from leftopen.service.scanning.verify import until_settled, verify
    from leftopen.store.records.entities.cases.cases import Cases

    found = Cases(opened.store.records).get(case)
    record_act(opened, "verify", found.id, found.where)
    last: RecheckResult | None = None
    if wait:
        async for last in until_settled(opened, case):
            _show(last, out)
    else:
        last = await verify(opened, case)
        _show(last, out)
    if last is None:
        return ""
    say_next(out, after_verify(last.case))
    return _state(last)


def _state(verified: RecheckResult) -> str:
    state = verified.judged.verdict.state.value
    here = verified.linked is None and verified.closure.step.value != "other"
    return "decided" if state == "open" and here and verified.case.state in DECIDED else state


def _show(verified: RecheckResult, out: Output) -> None:
    from leftopen.service.scanning.verify import closure_fields

    if out.json:
        out.line({**verdict_line(verified.judged), **closure_fields(verified)})
        out.line(case_line(verified.case))
        return
    verdict, case, closure = verified.judged.verdict, verified.case, verified.closure
    out.text(f"case {case.id[:8]}  {case.check} at {case.where}: {verdict.state}, {verdict.why}")
    out.text(f"  case is {case.state}: {closure.because}")
    if verified.control:
        out.text(f"  positive control: {verified.control} responded")
    if verified.linked:
        out.text(f"  another server at this endpoint is open: case {verified.linked.id[:8]}")
    if closure.next_look:
        rounds = f"round {closure.rounds} of {closure.needed} done; " if closure.needed else ""
        out.text(f"  {rounds}next check from {closure.next_look:%Y-%m-%d %H:%M:%S} UTC")
