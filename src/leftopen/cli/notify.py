"""Notify the owner."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._next_steps import after_notice, say_next
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, record_act, verb, workspace
from leftopen.model.outbox import DeliveryState
from leftopen.present.humanize import format_time
from leftopen.present.json_lines import notice_line

if TYPE_CHECKING:
    from leftopen.service.notices.notify import NotificationResult

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen notify 3fa9 --to mailto:soc@example.org --dry-run`"


@verb()
def command(
    out: Output,
    data: Path | None,
    by: str,
    id: Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.", show_default=False)] = "",
    to: Annotated[str, typer.Option(help="Recipient (example: mailto:soc@example.org).")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the notice without writing or sending it.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send again even if this recipient was already notified.")
    ] = False,
    test: Annotated[
        bool,
        typer.Option("--test", help="Send one test message to the recipient of --to, and print the answer."),
    ] = False,
) -> None:
    """Write the notice of a case, and send it if its channel is configured (mail: setting smtp_host).

    What the other side does not accept now is tried again by a worker; see leftopen outbox list.
    """
    import asyncio

    from leftopen.service.notices.notify import notify
    from leftopen.service.organisations.channels import missing_settings, sender_of
    from leftopen.store.records.entities.cases.cases import Cases

    if bool(id) is test or (test and not to):
        raise typer.BadParameter("name a case, or --test --to RECIPIENT")
    with workspace(data) as opened:
        if test:
            _test(opened, to, out, by)
            return
        if not dry_run:
            case = Cases(opened.store.records).get(id)
            record_act(opened, "notify", case.id, to or "the contact of the authorisation")
        result = asyncio.run(notify(opened, id, via=to, dry_run=dry_run, repeat=again, by=by))
        lacks = missing_settings(opened.settings, sender_of(result.notice.to))
        config = str(opened.config / "settings.toml")
    _show(result, out, dry_run=dry_run)
    if not dry_run:
        _say(result, out, lacks, config)


def _show(result: NotificationResult, out: Output, *, dry_run: bool) -> None:
    notice = result.notice
    if out.json:
        receipts = [result.receipt] if result.receipt else []
        out.line({**notice_line(notice, receipts), "file": result.file})
    elif dry_run:
        for line in (f"To: {notice.to}", f"Subject: {notice.subject}", "", *notice.text.splitlines()):
            out.text(line)
    else:
        out.text(result.file)


def _say(result: NotificationResult, out: Output, lacks: list[str], config: str) -> None:
    notice, receipt = result.notice, result.receipt
    if receipt is not None and receipt.accepted:
        out.say(f"sent to {notice.to}: {receipt.said}")
        say_next(out, f"leftopen verify {notice.case[:8]}")
    elif receipt is not None:
        out.say(f"not sent: {receipt.said}")
        out.hint(f"the case is not marked as notified. {_advice(notice.to, receipt.said)}".rstrip())
        if result.again is not None:
            out.hint(f"a worker tries it again at {format_time(result.again)} (leftopen worker)")
        raise typer.Exit(1)
    elif result.held:
        out.say(f"held, not sent: {result.held}")
        say_next(out, f"leftopen outbox show {notice.id[:8]}")
        raise typer.Exit(1)
    else:
        out.say(f"written, not sent: {result.unready}")
        say_next(out, after_notice(notice.case, lacks, config))


def _test(opened: Workspace, to: str, out: Output, by: str) -> None:
    import asyncio

    from leftopen.service.outbox import control, trial
    from leftopen.store.records.entities.outbox import Outbox

    record_act(opened, "test message", to)
    notice, tried = asyncio.run(trial.send(opened, to, by=by, random=SystemRandom().random))
    if out.json:
        out.line(control.line(Outbox(opened.store.records).get(notice.id)))
    state = tried.delivery.state
    word = {DeliveryState.SENT: "sent", DeliveryState.HELD: "held, not sent"}.get(state, "not sent")
    out.say(f"{word} to {to}: {tried.delivery.said}")
    if state is DeliveryState.HELD:
        # Nothing was asked of the other side, so that there is nothing to advise about it.
        say_next(out, f"leftopen outbox show {notice.id[:8]}")
    elif state is not DeliveryState.SENT and (advice := _advice(to, str(tried.delivery.said))):
        out.hint(advice)
    if state is not DeliveryState.SENT:
        raise typer.Exit(1)


def _advice(to: str, message: str) -> str:
    """What to change after an answer of the mail server; other channels' answers say it themselves."""
    from leftopen.service.configuration.test_message import advice

    return advice(message) if to.startswith("mailto:") else ""
