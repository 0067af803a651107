"""The option `--as-of` of commands that also show the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from leftopen.service.workspace import Workspace

AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="Show what was known at the end of this day, or at this time (example: 2026-11-20).",
        show_default=False,
    ),
]


def moment(opened: Workspace, text: str) -> datetime | None:
    """None for ''. Raises BadParameter."""
    from leftopen.errors import BadRequest
    from leftopen.present.printable import printable
    from leftopen.service.as_of import parse_as_of

    try:
        return parse_as_of(text, opened.clock())
    except BadRequest as error:
        raise typer.BadParameter(printable(str(error)), param_hint="--as-of") from None
