"""A complete case, staged on this machine."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.errors import BadSetting

PANEL = "Find"
EXTRA = "extra == 'demo'"
EXAMPLE = "Example: `leftopen demo --out story.html`"


@verb()
def command(
    out: Output,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the demo's data folder.")] = False,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Serve the console with the demo's data afterwards; stop with Ctrl-C."),
    ] = False,
    report: Annotated[Path, typer.Option("--out", help="File for the report.")] = Path("leftopen-demo.html"),
) -> None:
    """Run a full case on this machine: start unprotected servers, find them, notify the owner, secure the
    servers, and prove that they are closed. Then by itself: a monitor finds the mailbox open again, a worker
    notifies its owner, who answers on a page, secures it, and downloads the proof.

    Connects only to servers that it starts on 127.0.0.1. Exit code 0 means that every step succeeded.
    """
    _require_servers()
    from leftopen.demo.comparison import compare
    from leftopen.demo.smtp_sink import SmtpSink
    from leftopen.demo.stage import Stage
    from leftopen.demo.story import flags, tell
    from leftopen.demo.watched import watch
    from leftopen.service.workspace.workspace import open_workspace

    folder = Path(tempfile.mkdtemp(prefix="leftopen-demo-"))
    servers = folder / "servers"
    servers.mkdir()
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    try:
        with (
            Stage(servers) as stage,
            SmtpSink() as sink,
            open_workspace(folder / "data", flags(sink), environ=environ) as workspace,
        ):
            say = _teller(out)
            result = tell(workspace, stage, sink, say)
            by_itself = watch(folder / "watched", stage, sink, environ, say)
            compare(workspace, result.cases["mailbox"].id, result.moments, by_itself, report, say)
            if serve:
                _served(workspace, result.cases["mailbox"].id, out)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    if keep:
        out.say(
            f"data kept in {folder}; to list the cases: leftopen cases list --all --data {folder / 'data'}"
            f" (by itself: --data {folder / 'watched'})"
        )


def _require_servers() -> None:
    """The demo's servers are an extra of the package. Raises BadSetting with the command that installs
    them."""
    wanted = [line.partition(";")[0].strip() for line in requires("leftopen") or () if EXTRA in line]
    missing = [name for line in wanted if not _is_installed(name := re.split("[^A-Za-z0-9_.-]", line)[0])]
    if missing:
        command = shlex.join((sys.executable, "-m", "pip", "install", *wanted))
        raise BadSetting(f"the demo needs {' and '.join(missing)}; install with: {command}")


def _is_installed(name: str) -> bool:
    return find_spec(name) is not None


def _served(workspace: Workspace, case: str, out: Output) -> None:
    """Serves the console with the demo's data, and prints a link to create an account."""
    from leftopen.web.console import setup_link
    from leftopen.web.server import listening, serve_app, server_options, why_not

    with listening("127.0.0.1", 0, why_not=why_not(workspace, None)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        link = setup_link.new_link(workspace, url)
        if out.json:
            out.line({"type": "serving", "url": url, "link": link, "case": f"{url}/case/{case}"})
        out.say(f"create an account within 15 minutes: {link}")
        out.say(f"then open the mailbox case: {url}/case/{case} (press Ctrl-C to stop)")
        serve_app(workspace, listener, server_options(listener, None))


def _teller(out: Output) -> Callable[[str], None]:
    """Prints each sentence of the demo: as text, as a `step` with --json, not at all with --quiet."""

    def tell(text: str) -> None:
        if out.json:
            out.line({"type": "step", "says": text})
        elif not out.quiet:
            out.text(text)

    return tell
