"""Options and arguments of several commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._verb import wrong_usage
from leftopen.errors import BadRequest

if TYPE_CHECKING:
    from datetime import datetime

    from leftopen.service.workspace.workspace import Workspace

AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="Show what was known at the end of this day, or at this time (example: 2026-11-20).",
        show_default=False,
    ),
]
CaseId = Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")]
History = Annotated[bool, typer.Option("--history", help="Include past observations.")]
IpAddress = Annotated[str, typer.Argument(help="One IP address (example: 192.0.2.1).")]
Language = Annotated[
    str, typer.Option(help="en or fr; without it, the language of the organisation.", show_default=False)
]
Ports = Annotated[
    str, typer.Option("--ports", "-p", help="Ports: top100, top1000, all, or a list such as 22,80-90.")
]
Rate = Annotated[int | None, typer.Option(help="Maximum sweep probes per second.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Reason, for the records and the audit log.")]
SignerKey = Annotated[
    Path | None,
    typer.Option(
        "--key", help="The signer's public key, obtained separately from the file.", show_default=False
    ),
]
VantageName = Annotated[
    str | None,
    typer.Option("--vantage-name", help="Name of this vantage, in one word.", show_default=False),
]


def parse_as_of(opened: Workspace, text: str) -> datetime | None:
    """None for ''. Raises BadParameter."""
    from leftopen.service.search import as_of

    with wrong_usage(BadRequest, option="--as-of"):
        return as_of.parse_as_of(text, opened.clock())
