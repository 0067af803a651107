"""Erase what is stored about an address or an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Erase what is stored about an address or an organisation.",
    epilog="Example: `leftopen erase address 192.0.2.7 --reason 'request of the owner'`",
)
Reason = Annotated[str, typer.Option(help="Reason, for the audit log and the events of the cases.")]
STAYS = (
    "{events} events of {cases} cases stay in the sealed event chain. They name address, port, product and "
    "identity of the service, and who decided what. The audit log, records of scans and the scope stay too"
)


@app.command(epilog="Example: `leftopen erase address 192.0.2.0/28 --reason 'request of the owner'`")
def address(
    target: Annotated[list[str], typer.Argument(help="Addresses and CIDR ranges.")],
    reason: Reason,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Erase observations, verdicts, evidence, notices, notes and changes of addresses. This cannot be undone.

    Each case keeps its events, and gets one that says who erased it, when and why. A held case is not erased.
    Scans go on: remove the address from the scope, too.
    """
    _erase(target, "", reason, data, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen erase organisation 'Example Ltd' --reason 'end of contract'`")
def organisation(
    name: Annotated[str, typer.Argument(help="Organisation as the scope names it (scope add --org).")],
    reason: Reason,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Erase the same of all addresses that the scope names as an organisation's. This cannot be undone."""
    _erase((), name, reason, data, Output(json=json, quiet=quiet))


def _erase(targets: Sequence[str], organisation: str, reason: str, data: Data, out: Output) -> None:
    from leftopen.service.retention.erase import erase, of_organisation

    with filled(data) as opened:
        wanted = of_organisation(opened, organisation) if organisation else targets
        done = erase(opened, wanted, reason)
    if out.json:
        out.line(
            {
                "type": "erased", "targets": list(done.targets), "rows": done.rows, "records": done.records,
                "files": done.files, "cases": done.cases, "events": done.events,
            }
        )  # fmt: skip
        return
    out.text(f"erased: {done.rows:,} rows, {done.records:,} records, {done.files:,} files")
    if done.cases:
        out.say(STAYS.format(events=f"{done.events:,}", cases=f"{done.cases:,}"))
