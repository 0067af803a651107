"""The web interface."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, desk
from leftopen.cli._output import Output

EXAMPLE = "Example: `leftopen serve --port 8322`"


def _port(port: int) -> int:
    if not 0 <= port <= 65535:
        raise typer.BadParameter("a port is a number from 0 to 65535")
    return port


def command(
    host: Annotated[str, typer.Option(help="A loopback address; no other is served yet.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", callback=_port, help="0: any free one.")] = 8322,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Serve Shodan's API over what was seen here, until stopped.

    Every question needs a key (`leftopen key add`). docs/api.md says how to point Shodan's own client here.
    """
    from leftopen.web.server import listening, served

    out = Output(json=json, quiet=quiet)
    with desk(data) as opened, listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{listener.getsockname()[1]}"
        if json:
            out.line({"type": "serving", "url": url})
        elif not opened.store.records.api_keys.list():
            out.say("there are no keys yet, so nobody can ask: leftopen key add NAME")
        out.say(f"serving on {url} (Ctrl-C ends it)")
        served(opened, listener)
