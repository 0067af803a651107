"""The command line: one file per command, each a thin layer over `service`.

Every file binds `app` (a command with subcommands) or `command` (a plain command), and `PANEL`, its task in
`leftopen --help`; the file's name is the command's name. Heavy imports happen only when a command runs, so
that --help is fast.
"""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from typing import TYPE_CHECKING, Any, NoReturn

from leftopen.cli._arguments import arranged

if TYPE_CHECKING:
    from types import ModuleType

    import typer

PANELS = ("Find", "Search", "Cases", "Tell and prove", "Administer", "After a leak")
"""The tasks in the order of the help."""
ABOUT = "Find exposed services, prove the exposure, notify the owner, and prove the closure."
FIRST_STEPS = """\
leftopen demo             a full case on this machine, in five minutes
leftopen scan 127.0.0.1   what is exposed here
leftopen status           what runs, waits and is due"""
MORE_HELP = "leftopen help COMMAND explains a command, leftopen --help all of them in a line each."
COMPLETES = "_LEFTOPEN_COMPLETE"
"""Set by a shell that asks for completions; it holds the shell's name."""
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
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        help=f"{ABOUT}\n\nStart with `leftopen demo`, then `leftopen scan 127.0.0.1`.",
    )

    def root(
        context: typer.Context,
        version: bool = typer.Option(False, "--version", help="Print the version and exit."),
    ) -> None:
        if version:
            typer.echo(f"leftopen {__version__}")
            raise typer.Exit
        if context.invoked_subcommand is None:
            typer.echo(_first_screen())

    # Typer evaluates annotations among the names of this module, which has no typer yet.
    root.__annotations__["context"] = typer.Context
    app.callback(invoke_without_command=True)(root)
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


def _first_screen() -> str:
    """What the command says when nothing is typed after it."""
    named = {panel: list[str]() for panel in PANELS}
    for name, module in _verbs(""):
        named[module.PANEL].append(name)
    lines = [
        textwrap.fill(" ".join(names), 78, initial_indent=f"{panel:<16}", subsequent_indent=" " * 16)
        for panel, names in named.items()
    ]
    return "\n".join([ABOUT, "", FIRST_STEPS, "", *lines, "", MORE_HELP])


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
        words = arranged(sys.argv[1:])
        if COMPLETES in os.environ:
            from typer._completion_classes import completion_init

            completion_init()
        app = build(*words[:1])
        signal.signal(signal.SIGINT, before)
        sys.exit(app(words, prog_name="leftopen", standalone_mode=False) or 0)
    except LeftopenError as error:
        _fail(str(error), 1)
    except OSError as error:
        _broken_stdout.end_program(error)
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    except Exception as error:
        # Typer shows none of its exceptions' base classes.
        if not hasattr(error, "format_message"):
            raise
        _fail(_wrong_use(error), getattr(error, "exit_code", WRONG_USE))


def _fail(why: str, code: int) -> NoReturn:
    """One style for every error, whoever noticed it."""
    from leftopen.present.printable import printable

    sys.stderr.write(f"leftopen: {printable(why)}\n")
    sys.exit(code)


def _wrong_use(error: Any) -> str:
    context = getattr(error, "ctx", None)
    help_of = f" (see {context.command_path} --help)" if context is not None else ""
    return f"{error.format_message().rstrip('.')}{help_of}"


def _end_at_once(*_: object) -> NoReturn:
    """Ctrl-C while the program is being loaded: nothing has begun, and a traceback would say nothing."""
    os._exit(STOPPED)


def _is_text(word: str) -> bool:
    """Invalid UTF-8 arrives as lone surrogates, which can be neither stored nor printed."""
    return not any("\ud800" <= character <= "\udfff" for character in word)
