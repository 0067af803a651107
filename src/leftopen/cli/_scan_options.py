"""The options that `scan` and `plan` share, with the short names that nmap and masscan users type."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from leftopen.errors import BadAddress
from leftopen.present.printable import printable
from leftopen.scope.target_list import read_targets

Targets = Annotated[
    list[str] | None,
    typer.Argument(help="IP addresses, CIDR ranges or host names.", show_default=False),
]
TargetFile = Annotated[
    Path | None,
    typer.Option(
        "--targets-file",
        "-iL",
        help="Read targets from this file, one per line. # starts a comment; - is standard input.",
        show_default=False,
    ),
]
# Of nmap's formats: `-oX FILE` would otherwise write to a file named X and scan a host named FILE.
_OTHER_FORMATS = ("A", "G", "N", "S", "X")


def _output(file: Path | None) -> Path | None:
    if str(file) == "-":
        return None
    if file is not None and str(file) in _OTHER_FORMATS:
        raise typer.BadParameter(
            f"-o{file} is not supported; use -o FILE (text, or JSON lines with --json) or -oJ FILE. "
            f"For a file named {file}: -o ./{file}"
        )
    return file


def _json_file(file: Path | None) -> Path | None:
    if str(file) == "-":
        raise typer.BadParameter("for JSON lines on standard output, use --json")
    return file


OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        callback=_output,
        help="Write the results to this file, not to the terminal: text, or JSON lines with --json.",
        show_default=False,
    ),
]
JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--out-json",
        "-oJ",
        callback=_json_file,
        help="Also write the results to this file, as JSON lines.",
        show_default=False,
    ),
]


def all_targets(given: Sequence[str] | None, file: Path | None) -> tuple[str, ...]:
    """The targets of the command line and of the file. Raises BadAddress that names a bad line, and
    BadParameter for no target at all."""
    if file is None and not given:
        raise typer.BadParameter("name a target, or a file of targets with -iL", param_hint="TARGET")
    words = (*(given or ()), *(_read(file) if file is not None else ()))
    if not words:
        raise typer.BadParameter(f"{printable(str(file))} has no targets", param_hint="-iL")
    return words


def _read(file: Path) -> list[str]:
    if str(file) == "-":
        return list(read_targets(sys.stdin.buffer, "standard input"))
    try:
        with file.open("rb") as opened:
            return list(read_targets(opened, str(file)))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadAddress(f"cannot read {file}: {why}") from None
