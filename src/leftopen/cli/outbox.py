"""Messages on their way: list, hold and retry them; stop and start everything that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.model.outbox import Message

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Messages on their way: list, hold and retry them; stop and start everything that leaves.",
    epilog="Example: `leftopen outbox list`",
)
Id = Annotated[str, typer.Argument(help="Message ID, or a unique prefix of it.")]
Because = Annotated[str, typer.Option("--why", help="Why, for the audit log.")]


@app.command("list", epilog="Example: `leftopen outbox list --state held`")
def list_(
    state: Annotated[
        str, typer.Option(help="Only this state: queued, held, sent, not_delivered or dropped.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most messages to list.")] = 50,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List messages, newest first, and whether messages may leave."""
    from leftopen.model.outbox import DeliveryState
    from leftopen.present.humanize import format_count, format_time
    from leftopen.service.outbox import control
    from leftopen.store.records.entities.outbox import Outbox

    if state and state not in set(DeliveryState):
        raise typer.BadParameter(
            f"{state!r} is not valid; use {', '.join(DeliveryState)}", param_hint="--state"
        )
    states = (DeliveryState(state),) if state else ()
    with workspace(data, reading=True) as opened:
        outbox = Outbox(opened.store.records)
        found, stopped, unknown = outbox.list(states=states, limit=limit), outbox.stopped(), outbox.unknown()
    out = Output(json=json, quiet=quiet)
    if json:
        for message in found:
            out.line(control.line(message))
        return
    if found:
        out.table(("ID", "To", "Subject", "State", "Next try (UTC)", "Answer or reason"), map(_row, found))
    else:
        out.say("no messages")
    if unknown:
        tries = format_count(unknown, "try", "tries")
        out.say(f"{tries} ended without our knowing the answer: such a message may have arrived twice")
    if stopped is not None:
        out.say(f"nothing leaves since {format_time(stopped.at)}; to go on: leftopen outbox start")


@app.command(epilog="Example: `leftopen outbox show 3fa9`")
def show(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show one message, every answer to it, and its text."""
    from leftopen.service.outbox import control
    from leftopen.store.records.entities.outbox import Outbox

    with workspace(data, reading=True) as opened:
        message = Outbox(opened.store.records).get(id)
    out = Output(json=json, quiet=quiet)
    line = control.line(message)
    if json:
        out.line({**line, "text": message.notice.text})
        return
    out.facts({name: value for name, value in line.items() if name not in ("type", "receipts")})
    for receipt in message.receipts:
        answer = "accepted" if receipt.accepted else "not accepted"
        out.text(f"{receipt.at:%Y-%m-%d %H:%M:%S} {answer}: {receipt.said}")
    out.text("")
    for text in message.notice.text.splitlines():
        out.text(text)


@app.command(epilog="Example: `leftopen outbox retry 3fa9`")
def retry(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Try a message again now, also one that was not delivered. A worker sends it."""
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import control

    with workspace(data) as opened:
        message = control.retry(opened, id, by=os_user())
    _done(Output(json=json, quiet=quiet), message, "is due now; to send it: leftopen worker --until-idle")


@app.command(epilog="Example: `leftopen outbox hold 3fa9 --why 'wrong recipient'`")
def hold(
    id: Id, because: Because = "", data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Hold a message that was not sent yet, until you release it."""
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import control

    with workspace(data) as opened:
        message = control.hold(opened, id, by=os_user(), because=because)
    _done(Output(json=json, quiet=quiet), message, "is held; to let it go: leftopen outbox release ID")


@app.command(epilog="Example: `leftopen outbox release 3fa9`")
def release(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Let a message go that is held: muted, in quiet hours, over the daily limit, or waiting for approval."""
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import control

    with workspace(data) as opened:
        message = control.release(opened, id, by=os_user())
    _done(Output(json=json, quiet=quiet), message, "may go; to send it: leftopen worker --until-idle")


@app.command(epilog="Example: `leftopen outbox confirm office`")
def confirm(
    id: Annotated[str, typer.Argument(help="ID that leftopen doctor lists, or the name of a monitor.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Confirm recipients that an account without the permission to send outside had set."""
    from leftopen.service import recipients
    from leftopen.service.identity.visibility import Visibility
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        done = recipients.confirm(opened, id, Visibility(), by=os_user())
    out = Output(json=json, quiet=quiet)
    if json:
        out.line(recipients.line(done))
        return
    out.say(f"{done.kind} {done.name}: messages go to {', '.join(done.recipients)} from now on")


@app.command(epilog="Example: `leftopen outbox stop --why 'wrong scope'`")
def stop(because: Because = "", data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Stop everything that leaves. What is asked for waits in the outbox."""
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import control

    with workspace(data) as opened:
        control.stop(opened, by=os_user(), because=because)
    out = Output(json=json, quiet=quiet)
    if json:
        out.line({"type": "outbox", "stopped": True})
        return
    out.say("nothing leaves any more; to go on: leftopen outbox start")


@app.command(epilog="Example: `leftopen outbox start`")
def start(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Let messages leave again."""
    from leftopen.present.humanize import format_count
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import control

    with workspace(data) as opened:
        held = control.start(opened, by=os_user())
    out = Output(json=json, quiet=quiet)
    if json:
        out.line({"type": "outbox", "stopped": False, "released": held})
        return
    out.say(f"messages leave again; {format_count(held, 'message')} had waited")


def _row(message: Message) -> tuple[str, ...]:
    own = message.delivery
    state = f"{own.state.value}: {own.hold.value}" if own.hold.value else own.state.value
    due = f"{own.due:%Y-%m-%d %H:%M:%S}" if own.due else ""
    notice = message.notice
    return notice.id[:8], notice.to, notice.subject, state.replace("_", " "), due, own.said


def _done(out: Output, message: Message, said: str) -> None:
    from leftopen.service.outbox import control

    if out.json:
        out.line(control.line(message))
        return
    out.say(f"message {message.notice.id[:8]} {said.replace('ID', message.notice.id[:8])}")
