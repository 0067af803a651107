"""The command line: one file per verb, each a thin guest of `service`.

Every verb file binds `app` (a verb with verbs of its own) or `command` (a plain verb); its name is the
file's name. Nothing heavy is imported before a verb runs, so that --help answers at once.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

from leftopen import __version__
from leftopen.cli import _broken_stdout
from leftopen.errors import LeftopenError

WRONG_USE = 2
STOPPED = 130


def build() -> typer.Typer:
    """The whole command, with every verb file of this folder."""
    app = typer.Typer(
        name="leftopen",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        help="Find exposed services, prove the exposure, notify the owner, and prove the closure.\n\n"
        "Start with `leftopen demo`, then `leftopen scan 127.0.0.1`.",
    )
    app.callback(invoke_without_command=True)(_root)
    verbs = (info for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    for info in sorted(verbs, key=lambda info: info.name):
        module = importlib.import_module(f"leftopen.cli.{info.name}")
        # A verb that is a word of Python's has a blank after it: `import_.py`.
        name = info.name.rstrip("_")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
            if old := getattr(module, "OLD_NAME", ""):
                app.add_typer(module.app, name=old, hidden=True)
        elif hasattr(module, "command"):
            context = getattr(module, "CONTEXT", None)
            app.command(name, epilog=module.EXAMPLE, context_settings=context)(module.command)
    return app


def _root(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        typer.echo(f"leftopen {__version__}")
        raise typer.Exit


def main() -> None:
    """The console script. Exit codes: 0 done, 1 failed with one clear line, 2 wrong usage, 3 something is
    open and --fail-on open was given, 4 a proof is intact but its signer not verified, 130 stopped (an export
    by SIGTERM or SIGHUP: 143 or 129)."""
    _broken_stdout.require_stdout()
    wrong = next((word for word in sys.argv[1:] if not _is_text(word)), None)
    if wrong is not None:
        sys.stderr.write(f"leftopen: {wrong!r} is not valid UTF-8\n")
        sys.exit(WRONG_USE)
    # SIGPIPE stays ignored, as Python has it: a target or an engine that hangs up while we send would end the
    # program. A reader that has had enough (`| head`) ends the command quietly all the same: Typer sees to
    # it.
    try:
        build()()
    except LeftopenError as error:
        from leftopen.present.printable import printable

        sys.stderr.write(f"leftopen: {printable(str(error))}\n")
        sys.exit(1)
    except OSError as error:
        _broken_stdout.end_program(error)
    except KeyboardInterrupt:
        sys.exit(STOPPED)


def _is_text(word: str) -> bool:
    """Bytes that are no UTF-8 come as lone surrogates, which can be neither stored nor printed."""
    return not any("\ud800" <= character <= "\udfff" for character in word)
