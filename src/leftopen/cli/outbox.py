"""Outgoing messages: list, hold, release and retry them; pause and resume all sending."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import Reason
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb, word_of, workspace
from leftopen.model.outbox import DeliveryState, Message
from leftopen.present.humanize import format_count, format_time

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Outgoing messages: list, hold, release and retry them; pause and resume all sending.",
    epilog="Example: `leftopen outbox list`",
)
Id = Annotated[str, typer.Argument(help="Message ID, or a unique prefix of it.")]


@app.command("list", epilog="Example: `leftopen outbox list --state held`")
@verb(listing=True)
def list_(
    out: Output,
    data: Path | None,
    state: Annotated[
        str, typer.Option(help="Only this state: queued, held, sent, not_delivered or dropped.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most messages to list.")] = 50,
) -> None:
    """List messages, newest first, and whether messages may leave."""
    from leftopen.service.outbox import control
    from leftopen.store.records.entities.outbox import Outbox

    states = (word_of(DeliveryState, state, "--state"),) if state else ()
    with workspace(data, reading=True) as opened:
        outbox = Outbox(opened.store.records)
        found, stopped, unknown = outbox.list(states=states, limit=limit), outbox.stopped(), outbox.unknown()
    titles = ("ID", "To", "Subject", "State", "Next try (UTC)", "Answer or reason")
    out.rows(map(control.line, found), titles, map(_row, found), "no messages")
    if unknown:
        tries = format_count(unknown, "try", "tries")
        out.hint(f"{tries} ended without an answer: the message may have arrived twice")
    if stopped is not None:
        out.hint(f"all sending is paused since {format_time(stopped.at)}; to resume: leftopen outbox start")


@app.command(epilog="Example: `leftopen outbox show 3fa9`")
@verb(reading=True)
def show(out: Output, opened: Workspace, id: Id) -> None:
    """Show one message, every answer to it, and its text."""
    from leftopen.service.outbox import control
    from leftopen.store.records.entities.outbox import Outbox

    message = Outbox(opened.store.records).get(id)
    line = control.line(message)
    if out.json:
        out.line({**line, "text": message.notice.text})
        return
    out.facts({name: value for name, value in line.items() if name not in ("type", "receipts")})
    for receipt in message.receipts:
        answer = "accepted" if receipt.accepted else "not accepted"
        out.text(f"{receipt.at:%Y-%m-%d %H:%M:%S} {answer}: {receipt.said}")
    for text in ("", *message.notice.text.splitlines()):
        out.text(text)


@app.command(epilog="Example: `leftopen outbox retry 3fa9`")
@verb()
def retry(out: Output, opened: Workspace, by: str, id: Id) -> None:
    """Try a message again now, also one that was not delivered. A worker sends it."""
    from leftopen.service.outbox import control

    message = control.retry(opened, id, by=by)
    _show_change(out, message, "is due now; to send it: leftopen worker --until-idle")


@app.command(epilog="Example: `leftopen outbox hold 3fa9 --reason 'wrong recipient'`")
@verb()
def hold(out: Output, opened: Workspace, by: str, id: Id, reason: Reason = "") -> None:
    """Hold a message that was not sent yet, until you release it."""
    from leftopen.service.outbox import control

    message = control.hold(opened, id, by=by, because=reason)
    _show_change(out, message, "is held; to release it: leftopen outbox release ID")


@app.command(epilog="Example: `leftopen outbox release 3fa9`")
@verb()
def release(out: Output, opened: Workspace, by: str, id: Id) -> None:
    """Let a message go that is held: muted, in quiet hours, over the daily limit, or waiting for approval."""
    from leftopen.service.outbox import control

    message = control.release(opened, id, by=by)
    _show_change(out, message, "is released; to send it: leftopen worker --until-idle")


@app.command(epilog="Example: `leftopen outbox confirm office`")
@verb()
def confirm(
    out: Output,
    opened: Workspace,
    by: str,
    id: Annotated[str, typer.Argument(help="ID that leftopen doctor lists, or the name of a monitor.")],
) -> None:
    """Confirm recipients that an account without the permission to send outside had set."""
    from leftopen.service.identity.visibility import Visibility
    from leftopen.service.organisations import recipients

    found = recipients.confirm(opened, id, Visibility(), by=by)
    text = f"{found.kind} {found.name}: messages go to {', '.join(found.recipients)} from now on"
    out.done(recipients.line(found), text)


@app.command(epilog="Example: `leftopen outbox stop --reason 'wrong scope'`")
@verb()
def stop(out: Output, opened: Workspace, by: str, reason: Reason = "") -> None:
    """Pause all sending. What is asked for waits in the outbox."""
    from leftopen.service.outbox import control

    control.stop(opened, by=by, because=reason)
    out.done({"type": "outbox", "stopped": True}, "all sending is paused; to resume: leftopen outbox start")


@app.command(epilog="Example: `leftopen outbox start`")
@verb()
def start(out: Output, opened: Workspace, by: str) -> None:
    """Resume sending."""
    from leftopen.service.outbox import control

    held = control.start(opened, by=by)
    text = f"sending is resumed; {format_count(held, 'message')} had waited"
    out.done({"type": "outbox", "stopped": False, "released": held}, text)


def _row(message: Message) -> tuple[str, ...]:
    own = message.delivery
    state = f"{own.state.value}: {own.hold.value}" if own.hold.value else own.state.value
    due = f"{own.due:%Y-%m-%d %H:%M:%S}" if own.due else ""
    notice = message.notice
    return notice.id[:8], notice.to, notice.subject, state.replace("_", " "), due, own.said


def _show_change(out: Output, message: Message, text: str) -> None:
    from leftopen.service.outbox import control

    id = message.notice.id[:8]
    out.done(control.line(message), f"message {id} {text.replace('ID', id)}")
