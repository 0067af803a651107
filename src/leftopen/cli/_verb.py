"""What every command has: `--json` and `--quiet`, most also the data folder, which is open while they run."""

from __future__ import annotations

import functools
import inspect
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from leftopen.cli._output import Output
from leftopen.errors import LeftopenError
from leftopen.present.printable import printable

if TYPE_CHECKING:
    from leftopen.service.workspace.workspace import Workspace as Workspace
else:
    # The service is loaded by the command that runs, so that --help is fast.
    Workspace = object

Word = TypeVar("Word", bound=StrEnum)
_PANEL = "Everywhere"
_HINT = "; run a scan or an import first, or set --data or LEFTOPEN_DATA"
_JSON = Annotated[
    bool, typer.Option("--json", help="Print only JSON lines on stdout.", rich_help_panel=_PANEL)
]
_QUIET = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print only results and errors.", rich_help_panel=_PANEL)
]
_VERBOSE = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="Also print the data folder and the time taken.", rich_help_panel=_PANEL
    ),
]
_FORMAT = Annotated[
    str, typer.Option(help="Format of the list: text, json (lines) or csv.", rich_help_panel=_PANEL)
]
_COLUMNS = Annotated[
    str,
    typer.Option(help="Only these columns, by their titles (example: name,state).", rich_help_panel=_PANEL),
]
_FORMATS = ("text", "json", "csv")
_DATA = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Data folder (default: LEFTOPEN_DATA or the XDG data folder).",
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
_GIVEN = ("out", "opened", "data", "by")


def verb(
    *, existing: bool = False, reading: bool = False, listing: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a command of a function. Of these parameters it gives those that the function names; all others
    are the command's own arguments and options.

    - `out`: the output, as `--json` and `--quiet` ask for it; of a `listing` also `--format`, `--columns`
    - `opened`: the workspace of `--data`, until the function returns. With `existing` the data folder must
      exist already; a command that is only `reading` changes no folder of an older version
    - `data`: the folder of `--data`, for a command that checks its options before it opens the workspace
    - `by`: the user of the operating system, for the audit log
    """

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        needs = [name for name in inspect.signature(body).parameters if name in _GIVEN]
        for name in needs:
            body.__annotations__.pop(name)

        @functools.wraps(body)
        def command(
            *,
            json: bool,
            quiet: bool,
            verbose: bool,
            data: Path | None = None,
            **words: Any,
        ) -> None:
            chosen = (
                _list_form(json, words.pop("format"), words.pop("columns")) if listing else {"json": json}
            )
            with ExitStack() as stack:
                out = Output(quiet=quiet, **chosen)
                if verbose:
                    stack.callback(_tell_time, out, time.monotonic(), data)
                given: dict[str, object] = {"out": out, "data": data}
                if "opened" in needs:
                    opens = existing_workspace if existing else workspace
                    given["opened"] = stack.enter_context(opens(data, reading=reading))
                if "by" in needs:
                    given["by"] = _os_user()
                body(**words, **{name: given[name] for name in needs})

        command.__signature__ = _signature(body, needs, listing)  # type: ignore[attr-defined]
        return command

    return decorate


def _list_form(json: bool, form: str, columns: str) -> dict[str, Any]:
    """Raises BadParameter."""
    if form not in _FORMATS:
        raise typer.BadParameter(f"{form!r} is not valid; use {', '.join(_FORMATS)}", param_hint="--format")
    if json and form == "csv":
        raise typer.BadParameter("--json cannot be combined with --format csv", param_hint="--format")
    names = tuple(name.strip() for name in columns.split(",") if name.strip())
    return {"json": json or form == "json", "csv": form == "csv", "columns": names}


def _tell_time(out: Output, begun: float, data: Path | None) -> None:
    from leftopen.service.workspace.workspace import data_folder

    out.say(f"data folder {data_folder(data, os.environ)}; {time.monotonic() - begun:.2f} s")


def _signature(body: Callable[..., None], needs: list[str], listing: bool) -> inspect.Signature:
    """The options that typer sees: the function's own, then those of every command."""
    hints = get_type_hints(body, include_extras=True)
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(body).parameters.items()
        if name not in needs
    ]
    shared: dict[str, tuple[object, object]] = (
        {"data": (_DATA, None)} if {"data", "opened"} & set(needs) else {}
    )
    shared |= {"json": (_JSON, False), "quiet": (_QUIET, False), "verbose": (_VERBOSE, False)}
    if listing:
        shared |= {"format": (_FORMAT, "text"), "columns": (_COLUMNS, "")}
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in shared.items()
    ]
    return inspect.Signature([*own, *added])


@contextmanager
def workspace(data: Path | None, *, reading: bool = False, **flags: object) -> Iterator[Workspace]:
    """The open workspace; `flags` are settings from the command line (None: not given). A command that is
    only `reading` changes no folder of an older version."""
    from leftopen.service.workspace.workspace import open_workspace

    _warn_of_slips()
    with open_workspace(data, flags, reading=reading) as opened_workspace:
        yield opened_workspace


@contextmanager
def existing_workspace(data: Path | None, *, reading: bool = False) -> Iterator[Workspace]:
    """The same of a data folder that exists already. Raises LeftopenError where there is none."""
    from leftopen.service.workspace.workspace import folder_there

    with workspace(folder_there(data, os.environ, _HINT), reading=reading) as opened:
        yield opened


@contextmanager
def wrong_usage(*errors: type[LeftopenError], option: str | None = None) -> Iterator[None]:
    """Raises BadParameter for these errors: exit code 2, with the option's name."""
    try:
        yield
    except errors as error:
        raise typer.BadParameter(printable(str(error)), param_hint=option) from None


def word_of(words: type[Word], given: str, option: str) -> Word:
    """The word that was typed. Raises BadParameter."""
    if given not in list(words):
        raise typer.BadParameter(f"{given[:64]!r} is not valid; use {', '.join(words)}", param_hint=option)
    return words(given)


def record_act(opened: Workspace, what: str, subject: str, clause: str = "") -> None:
    """Adds an entry to the audit log before the act, under the operating system's user. If that fails, the
    act fails."""
    from leftopen.service.workspace import audit_log

    audit_log.record(opened, _os_user(), what, subject[:2000], clause[:500])


def _os_user() -> str:
    from leftopen.service.workspace.os_user import os_user

    return os_user()


def _warn_of_slips() -> None:
    """Prints on stderr which environment variables look like settings but are not."""
    from leftopen.settings import slips

    for message in slips(os.environ):
        sys.stderr.write(f"leftopen: {printable(message)}\n")
