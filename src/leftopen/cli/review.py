"""List what is readable but perhaps meant to be, and decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._next_steps import say_next
from leftopen.cli._options import AsJson, Data, Quiet, filled, workspace
from leftopen.cli._output import Output
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.model.review import Review

PANEL = "Cases"
app = typer.Typer(
    no_args_is_help=True,
    help="List readable services whose purpose is unknown, and decide about them.",
    epilog="Example: `leftopen review list`",
)

Id = Annotated[str, typer.Argument(help="ID of the finding, or a unique prefix of it.")]


@app.command("list", epilog="Example: `leftopen review list --all`")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Include what is no longer seen.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List readable services of unknown purpose, then those that look published; last seen first."""
    from leftopen.present.json_lines import review_line
    from leftopen.service.cases.review import list_reviews, words

    out = Output(json=json, quiet=quiet)
    with filled(data, reading=True) as opened:
        found = sorted(list_reviews(opened, everything=everything), key=lambda one: not one.undecided)
        plain = {one.id: words(opened, one.finding) for one in found}
    if json:
        for one in found:
            out.line(review_line(one, plain[one.id]))
        return
    if not found:
        out.say("nothing to review")
        return
    titles = ("id", "severity", "purpose", "where", "shape", "last seen (UTC)", "readable", "why")
    out.table(titles, [_row(one, plain[one.id]) for one in found])
    undecided = [one for one in found if one.undecided and one.seen]
    if undecided:
        short = undecided[0].id[:8]
        out.say(
            f"{format_count(len(undecided), 'decision')} to make: leftopen review open {short} · "
            f"leftopen review dismiss {short} --why '…'"
        )


@app.command("open", epilog="Example: `leftopen review open 3fa9`")
def open_(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Make a case of a finding: it should not be readable."""
    from leftopen.present.json_lines import case_line
    from leftopen.service.cases.review import open_case

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        case = open_case(opened, id)
    if json:
        out.line(case_line(case))
        return
    out.text(f"case {case.id[:8]} is {case.state}")
    out.say(f"next: leftopen cases show {case.id[:8]} · leftopen notify {case.id[:8]}")


@app.command(epilog="Example: `leftopen review dismiss 3fa9 --why 'public mirror'`")
def dismiss(
    id: Id,
    why: Annotated[str, typer.Option(help="Reason for the decision.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record that a service is meant to be open. Later scans list it as published.

    The decision holds while the same server shows the same at the same path. Personal data in it still opens
    a case.
    """
    from leftopen.present.json_lines import review_line
    from leftopen.service.cases import review

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        found = review.dismiss(opened, id, why)
        plain = review.words(opened, found.finding)
    if json:
        out.line(review_line(found, plain))
    else:
        out.text(f"{found.id[:8]} is meant to be open")
        say_next(out, "leftopen review list")


def _row(one: Review, plain: str) -> tuple[object, ...]:
    judged = one.finding.judged
    purpose = "unknown" if one.undecided else "published"
    return (
        one.id[:8],
        one.finding.severity,
        purpose if one.seen else f"{purpose}, no longer seen",
        judged.endpoint,
        judged.check,
        f"{one.last_seen:%Y-%m-%d %H:%M}",
        plain,
        f"{judged.intent_why}: {one.word.why}" if one.word and not one.undecided else judged.intent_why,
    )
