"""List what is readable but perhaps meant to be, and decide about it."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._next_steps import say_next
from leftopen.cli._options import Reason
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.model.review import Review
from leftopen.present.humanize import format_count
from leftopen.present.json_lines import case_line, review_line

PANEL = "Cases"
app = typer.Typer(
    no_args_is_help=True,
    help="List readable services whose purpose is unknown, and decide about them.",
    epilog="Example: `leftopen review list`",
)

Alike = Annotated[
    bool,
    typer.Option("--alike", help="Decide all with the same shape, reason and site alike."),
]
Id = Annotated[str, typer.Argument(help="ID of the finding, or a unique prefix of it.")]


@app.command("list", epilog="Example: `leftopen review list --all`")
@verb(listing=True, existing=True, reading=True)
def list_(
    out: Output,
    opened: Workspace,
    everything: Annotated[bool, typer.Option("--all", help="Include what is no longer seen.")] = False,
) -> None:
    """List readable services of unknown purpose, then those that look published; those that are alike (shape,
    reason, site) stand together."""
    from leftopen.service.cases.review import group, list_reviews, words

    listed = list_reviews(opened, everything=everything)
    first = {group(one): number for number, one in reversed(list(enumerate(listed)))}
    found = sorted(listed, key=lambda one: (not one.undecided, first[group(one)]))
    plain = {one.id: words(opened, one.finding) for one in found}
    titles = ("id", "severity", "purpose", "where", "shape", "last seen (UTC)", "readable", "why")
    lines = (review_line(one, plain[one.id]) for one in found)
    out.rows(lines, titles, (_row(one, plain[one.id]) for one in found), "nothing to review")
    undecided = [one for one in found if one.undecided and one.seen]
    if undecided:
        short = undecided[0].id[:8]
        out.hint(
            f"{format_count(len(undecided), 'decision')} to make: leftopen review open {short} · "
            f"leftopen review dismiss {short} --reason '…'"
        )
        groups = len({group(one) for one in undecided})
        if groups < len(undecided):
            out.hint(f"{format_count(groups, 'group')} of alike entries: --alike decides a whole group")


@app.command("open", epilog="Example: `leftopen review open 3fa9`")
@verb()
def open_(out: Output, opened: Workspace, id: Id, alike: Alike = False) -> None:
    """Make a case of a finding: it should not be readable."""
    from leftopen.service.cases.review import list_alike, open_case

    for one in [found.id for found in list_alike(opened, id)] if alike else [id]:
        case = open_case(opened, one)
        out.show(case_line(case), f"case {case.id[:8]} is {case.state}")
    say_next(out, f"leftopen cases show {case.id[:8]}", f"leftopen notify {case.id[:8]}")


@app.command(epilog="Example: `leftopen review dismiss 3fa9 --reason 'public mirror'`")
@verb()
def dismiss(out: Output, opened: Workspace, id: Id, reason: Reason, alike: Alike = False) -> None:
    """Record that a service is meant to be open. Later scans list it as published.

    The decision holds while the same server shows the same at the same path. Personal data in it still opens
    a case.
    """
    from leftopen.service.cases import review

    for one in [found.id for found in review.list_alike(opened, id)] if alike else [id]:
        found = review.dismiss(opened, one, reason)
        plain = review.words(opened, found.finding)
        out.show(review_line(found, plain), f"{found.id[:8]} is meant to be open")
    say_next(out, "leftopen review list")


def _row(one: Review, plain: str) -> tuple[object, ...]:
    judged = one.finding.judged
    purpose = "unknown" if one.undecided else "published"
    return (
        one.id[:8],
        one.finding.severity,
        purpose if one.seen else f"{purpose}, no longer seen",
        judged.endpoint.where,
        judged.check,
        f"{one.last_seen:%Y-%m-%d %H:%M}",
        plain,
        f"{judged.intent_why}: {one.word.why}" if one.word and not one.undecided else judged.intent_why,
    )
