"""The commands that hold a case and lift the hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.model.case_hold import CaseHold

Id = Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")]


def hold(
    id: Id,
    why: Annotated[str, typer.Option(help="Reason for the hold.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hold a case: none of its data expires or is erased until you lift the hold (unhold)."""
    from leftopen.service.cases.holds import hold as hold_case

    with filled(data) as opened:
        case = hold_case(opened, id, why)
    _tell(Output(json=json, quiet=quiet), case.id, held=True)


def unhold(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Lift the hold of a case."""
    from leftopen.service.cases.holds import unhold as unhold_case

    with filled(data) as opened:
        case = unhold_case(opened, id)
    _tell(Output(json=json, quiet=quiet), case.id, held=False)


def tell_hold(out: Output, kept: CaseHold | None) -> None:
    """One line where the case is held."""
    if kept is not None:
        out.text(f"held since {kept.at:%Y-%m-%d} by {kept.by}: {kept.why}")


def _tell(out: Output, case: str, *, held: bool) -> None:
    if out.json:
        out.line({"type": "hold", "case": case, "held": held})
    else:
        out.text(f"case {case[:8]} is {'held' if held else 'no longer held'}")
