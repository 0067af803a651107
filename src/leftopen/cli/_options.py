"""The options that all commands share, and the workspace that they open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from leftopen.service.workspace import Workspace

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Data folder (default: LEFTOPEN_DATA or the XDG data folder).",
        rich_help_panel="Everywhere",
        show_default=False,
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print only JSON lines on stdout.", rich_help_panel="Everywhere"),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help="Print only results and errors.", rich_help_panel="Everywhere")
]
VantageName = Annotated[
    str | None,
    typer.Option("--vantage-name", help="Name of this vantage, in one word.", show_default=False),
]


@contextmanager
def workspace(data: Path | None, *, reading: bool = False, **flags: object) -> Iterator[Workspace]:
    """The open workspace; `flags` are settings from the command line (None: not given). A command that is
    only `reading` changes no folder of an older version."""
    from leftopen.service.workspace import opened

    _slips()
    with opened(data, flags, reading=reading) as opened_workspace:
        yield opened_workspace


@contextmanager
def filled(data: Path | None, *, reading: bool = False) -> Iterator[Workspace]:
    """The open workspace of an existing data folder, as `workspace` gives it. Raises LeftopenError."""
    import os

    from leftopen.service.workspace import folder_there, opened

    _slips()
    hint = "; run a scan or an import first, or set --data or LEFTOPEN_DATA"
    with opened(folder_there(data, os.environ, hint), {}, reading=reading) as there:
        yield there


def _slips() -> None:
    """Prints on stderr which environment variables look like settings but are not."""
    import os
    import sys

    from leftopen.present.printable import printable
    from leftopen.settings import slips

    for said in slips(os.environ):
        sys.stderr.write(f"leftopen: {printable(said)}\n")
