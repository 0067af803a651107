"""Notify the owner."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._next_steps import after_notice, say_next
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen notify 3fa9 --via mailto:soc@example.org --dry-run`"


def command(
    id: Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")],
    via: Annotated[str, typer.Option(help="Recipient (example: mailto:soc@example.org).")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the notice without writing or sending it.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send again even if this recipient was already notified.")
    ] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the notice of a case, and send it if its channel is configured (mail: setting smtp_host)."""
    import asyncio

    from leftopen.present.json_lines import notice_line
    from leftopen.service.cases.channels import lacking, sender_of
    from leftopen.service.cases.notify import notify

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        if not dry_run:
            case = opened.store.records.cases.get(id)
            record_act(opened, "notify", case.id, via or "the contact of the authorisation")
        told = asyncio.run(notify(opened, id, via=via, dry_run=dry_run, repeat=again))
        lacks = lacking(opened.settings, sender_of(told.notice.to))
        config = str(opened.config / "settings.toml")
    if json:
        receipts = [told.receipt] if told.receipt else []
        out.line({**notice_line(told.notice, receipts), "file": told.file})
    elif dry_run:
        for line in (f"To: {told.notice.to}", f"Subject: {told.notice.subject}", ""):
            out.text(line)
        for line in told.notice.text.splitlines():
            out.text(line)
    else:
        out.text(told.file)
    if told.receipt is not None and told.receipt.accepted:
        out.say(f"sent to {told.notice.to}: {told.receipt.said}")
        say_next(out, f"leftopen verify {told.notice.case[:8]}")
    elif told.receipt is not None:
        out.say(f"not sent: {told.receipt.said}; the case is not marked as notified")
        raise typer.Exit(1)
    elif not dry_run:
        out.say(f"written, not sent: {told.unready}")
        say_next(out, after_notice(told.notice.case, lacks, config))
