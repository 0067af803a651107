"""The options that choose, order and write a list of cases."""

from __future__ import annotations

from typing import Annotated

import typer


def _only(words: str) -> object:
    return typer.Option(help=f"Only {words}.", show_default=False)


Everything = Annotated[bool, typer.Option("--all", help="Include closed and accepted cases.")]
Each = Annotated[
    bool,
    typer.Option("--each", help="A line for each case, also where several are one server's addresses."),
]
Severity = Annotated[str, _only("these severities (example: critical,high)")]
Check = Annotated[str, _only("these checks or shapes (example: redis_open)")]
Owner = Annotated[str, _only("cases of this organisation of the scope, or 'no owner'")]
State = Annotated[str, _only("these states, closed ones too (example: open,silent)")]
OlderThan = Annotated[str, _only("cases first seen open so long ago (example: 12h, 7d)")]
Text = Annotated[str, _only("cases with all these words in endpoint, check, product, owner or data")]
Address = Annotated[str, _only("this address or network (example: 192.0.2.0/24)")]
Holds = Annotated[str, _only("cases with this kind of data (example: iban)")]
Assignee = Annotated[str, _only("cases of this user, or 'no assignee'")]
Due = Annotated[str, _only("cases due within this time (example: 7d), or 'overdue'")]
Sort = Annotated[
    str,
    typer.Option(
        help="Order: severity, due, age, last, endpoint, check, state, holds, product, owner or assignee."
    ),
]
Format = Annotated[str, typer.Option(help="Format: text, json (lines), csv or sarif.")]
