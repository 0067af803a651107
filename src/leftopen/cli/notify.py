"""Notify the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._next_steps import after_notice, say_next
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.service.cases.notices.notify import NotificationResult
    from leftopen.service.workspace import Workspace

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen notify 3fa9 --via mailto:soc@example.org --dry-run`"


def command(
    id: Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.", show_default=False)] = "",
    via: Annotated[str, typer.Option(help="Recipient (example: mailto:soc@example.org).")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the notice without writing or sending it.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send again even if this recipient was already notified.")
    ] = False,
    test: Annotated[
        str, typer.Option(metavar="RECIPIENT", help="Send one test message there, and print the answer.")
    ] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the notice of a case, and send it if its channel is configured (mail: setting smtp_host).

    What the other side does not accept now is tried again by a worker; see leftopen outbox list.
    """
    import asyncio

    from leftopen.service.cases.notices.channels import lacking, sender_of
    from leftopen.service.cases.notices.notify import notify
    from leftopen.service.os_user import os_user
    from leftopen.store.records.entities.cases.cases import Cases

    out = Output(json=json, quiet=quiet)
    if bool(id) is bool(test):
        raise typer.BadParameter("name a case, or --test RECIPIENT")
    with workspace(data) as opened:
        if test:
            _test(opened, test, out)
            return
        if not dry_run:
            case = Cases(opened.store.records).get(id)
            record_act(opened, "notify", case.id, via or "the contact of the authorisation")
        told = asyncio.run(notify(opened, id, via=via, dry_run=dry_run, repeat=again, by=os_user()))
        lacks = lacking(opened.settings, sender_of(told.notice.to))
        config = str(opened.config / "settings.toml")
    _show(told, out, dry_run=dry_run)
    if not dry_run:
        _say(told, out, lacks, config)


def _show(told: NotificationResult, out: Output, *, dry_run: bool) -> None:
    from leftopen.present.json_lines import notice_line

    if out.json:
        receipts = [told.receipt] if told.receipt else []
        out.line({**notice_line(told.notice, receipts), "file": told.file})
    elif dry_run:
        for line in (f"To: {told.notice.to}", f"Subject: {told.notice.subject}", ""):
            out.text(line)
        for line in told.notice.text.splitlines():
            out.text(line)
    else:
        out.text(told.file)


def _say(told: NotificationResult, out: Output, lacks: list[str], config: str) -> None:
    from leftopen.present.humanize import format_time

    if told.receipt is not None and told.receipt.accepted:
        out.say(f"sent to {told.notice.to}: {told.receipt.said}")
        say_next(out, f"leftopen verify {told.notice.case[:8]}")
    elif told.receipt is not None:
        out.say(f"not sent: {told.receipt.said}")
        out.hint(f"the case is not marked as notified. {_advice(told.notice.to, told.receipt.said)}".rstrip())
        if told.again is not None:
            out.hint(f"a worker tries it again at {format_time(told.again)} (leftopen worker)")
        raise typer.Exit(1)
    elif told.held:
        out.say(f"held, not sent: {told.held}")
        say_next(out, f"leftopen outbox show {told.notice.id[:8]}")
        raise typer.Exit(1)
    else:
        out.say(f"written, not sent: {told.unready}")
        say_next(out, after_notice(told.notice.case, lacks, config))


def _test(opened: Workspace, to: str, out: Output) -> None:
    import asyncio
    from random import SystemRandom

    from leftopen.model.outbox import DeliveryState
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import control, trial
    from leftopen.store.records.entities.outbox import Outbox

    record_act(opened, "test message", to)
    notice, tried = asyncio.run(trial.send(opened, to, by=os_user(), random=SystemRandom().random))
    if out.json:
        out.line(control.line(Outbox(opened.store.records).get(notice.id)))
    state = tried.delivery.state
    word = {DeliveryState.SENT: "sent", DeliveryState.HELD: "held, not sent"}.get(state, "not sent")
    out.say(f"{word} to {to}: {tried.delivery.said}")
    if state is DeliveryState.HELD:
        # Nothing was asked of the other side, so that there is nothing to advise about it.
        say_next(out, f"leftopen outbox show {notice.id[:8]}")
        raise typer.Exit(1)
    if state is not DeliveryState.SENT:
        if advice := _advice(to, str(tried.delivery.said)):
            out.hint(advice)
        raise typer.Exit(1)


def _advice(to: str, said: str) -> str:
    """What to change after an answer of the mail server; other channels' answers say it themselves."""
    from leftopen.service.configuration.notice_test import advice

    return advice(said) if to.startswith("mailto:") else ""
