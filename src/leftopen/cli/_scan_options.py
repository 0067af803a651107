"""The options that `scan` and `plan` share, with the short names that nmap and masscan users type."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import typer

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.present.printable import printable
from leftopen.scope.name_list import read_names
from leftopen.scope.target_list import read_targets

T = TypeVar("T")

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


NamesFile = Annotated[
    Path | None,
    typer.Option(
        "--names",
        help="Ask web services for the sites of these names: a file of `ADDRESS NAME` lines, or a zone file. "
        "- is standard input.",
        show_default=False,
    ),
]

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
    words = (*(given or ()), *(_read(file, read_targets) if file is not None else ()))
    if not words:
        raise typer.BadParameter(f"{printable(str(file))} has no targets", param_hint="-iL")
    return words


def all_names(file: Path | None) -> tuple[tuple[Address, str], ...]:
    """The pairs of the file of names. Raises BadAddress that names a bad line."""
    return () if file is None else tuple(_read(file, read_names))


def _read(file: Path, read: Callable[[BinaryIO, str], Iterable[T]]) -> list[T]:
    if str(file) == "-":
        return list(read(sys.stdin.buffer, "standard input"))
    try:
        with file.open("rb") as opened:
            return list(read(opened, str(file)))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadAddress(f"cannot read {file}: {why}") from None
