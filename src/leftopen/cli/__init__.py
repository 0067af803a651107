"""The command line: one file per command, each a thin layer over `service`.

Every file binds `app` (a command with subcommands) or `command` (a plain command), and `PANEL`, its task in
`leftopen --help`; the file's name is the command's name. Heavy imports happen only when a command runs, so
that --help is fast.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import ModuleType

    import typer

PANELS = ("Find", "Search", "Cases", "Tell and prove", "Administer", "After a leak")
"""The tasks in the order of the help."""
WRONG_USE = 2
STOPPED = 130


def build(typed: str = "") -> typer.Typer:
    """The complete command, with every command file of this folder; with the first word that was `typed`, the
    command of that name alone, where there is one: to build all of them takes longer than most commands."""
    app = _root()
    for name, module in _verbs(typed):
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, rich_help_panel=module.PANEL)
        elif hasattr(module, "command"):
            context = getattr(module, "CONTEXT", None)
            app.command(name, epilog=module.EXAMPLE, context_settings=context, rich_help_panel=module.PANEL)(
                module.command
            )
    return app


def _root() -> typer.Typer:
    """The command, still without commands."""
    import typer

    from leftopen import __version__

    app = typer.Typer(
        name="leftopen",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        help="Find exposed services, prove the exposure, notify the owner, and prove the closure.\n\n"
        "Start with `leftopen demo`, then `leftopen scan 127.0.0.1`.",
    )

    @app.callback(invoke_without_command=True)
    def show_version(
        version: bool = typer.Option(False, "--version", help="Print the version and exit."),
    ) -> None:
        if version:
            typer.echo(f"leftopen {__version__}")
            raise typer.Exit

    return app


def _verbs(typed: str) -> list[tuple[str, ModuleType]]:
    """Every command file by the command's name, in the order of the help; or that of the typed command."""
    import importlib
    import pkgutil

    names = [info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    names = [name for name in names if name.rstrip("_") == typed] or names
    # A command named like a Python keyword has an underscore at the end: `import_.py`.
    found = [(name.rstrip("_"), importlib.import_module(f"leftopen.cli.{name}")) for name in names]
    return sorted(found, key=lambda verb: (PANELS.index(verb[1].PANEL), verb[0]))


def main() -> None:
    """The console script. Exit codes: 0 done, 1 failed with one clear line, 2 wrong usage, 3 an exposure is
    open and --fail-on was given, 4 a proof is intact but its signer is not verified, 130 stopped (an
    export stopped by SIGTERM or SIGHUP: 143 or 129)."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _end_at_once)
    from leftopen.cli import _broken_stdout
    from leftopen.errors import LeftopenError

    _broken_stdout.require_stdout()
    wrong = next((word for word in sys.argv[1:] if not _is_text(word)), None)
    if wrong is not None:
        sys.stderr.write(f"leftopen: {wrong!r} is not valid UTF-8\n")
        sys.exit(WRONG_USE)
    # SIGPIPE stays ignored (Python's default): otherwise a target or an engine that closes the connection
    # while we send would end the program. Typer still ends the command quietly when a reader such as `head`
    # closes the pipe.
    try:
        app = build(*sys.argv[1:2])
        signal.signal(signal.SIGINT, before)
        app()
    except LeftopenError as error:
        from leftopen.present.printable import printable

        sys.stderr.write(f"leftopen: {printable(str(error))}\n")
        sys.exit(1)
    except OSError as error:
        _broken_stdout.end_program(error)
    except KeyboardInterrupt:
        sys.exit(STOPPED)


def _end_at_once(*_: object) -> NoReturn:
    """Ctrl-C while the program is being loaded: nothing has begun, and a traceback would say nothing."""
    os._exit(STOPPED)


def _is_text(word: str) -> bool:
    """Invalid UTF-8 arrives as lone surrogates, which can be neither stored nor printed."""
    return not any("\ud800" <= character <= "\udfff" for character in word)
