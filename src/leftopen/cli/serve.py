"""The web interface."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.service.workspace import Workspace

EXAMPLE = "Example: `leftopen serve --port 8322`"


def _port(port: int) -> int:
    if not 0 <= port <= 65535:
        raise typer.BadParameter("a port is a number from 0 to 65535")
    return port


def command(
    host: Annotated[
        str, typer.Option(help="An address; one that others can reach needs TLS and an account.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", callback=_port, help="0: any free one.")] = 8322,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key, PEM.")] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Serve the console, and Shodan's API, over what was seen here, until stopped.

    The first start prints a link that makes the first account. Programs need a key (`leftopen key add`);
    docs/api.md says how to point Shodan's own client here.
    """
    from leftopen.service.identity import oidc
    from leftopen.web import certificate
    from leftopen.web.console import setup_link
    from leftopen.web.server import listening, serve_app, server_options, why_not

    out = Output(json=json, quiet=quiet)
    pair = certificate.pair(tls_cert, tls_key)
    with workspace(data) as opened, listening(host, port, why_not=why_not(opened, pair)) as listener:
        shown = f"[{host}]" if ":" in host else host
        url = f"{'https' if pair else 'http'}://{shown}:{listener.getsockname()[1]}"
        # What is wrong with it is said before anything is served.
        oidc.of(opened.settings, opened.monotonic)
        link = _set_up(opened, url, out)
        if json:
            out.line({"type": "serving", "url": url})
        out.say(f"serving on {url} (Ctrl-C ends it)")
        try:
            serve_app(opened, listener, server_options(listener, pair), pair)
        finally:
            setup_link.remove_link_file(opened, link)


def _set_up(opened: Workspace, url: str, out: Output) -> str:
    """Says how to make the first account, where there is none, and gives the link, or ''; on a terminal only,
    for whoever keeps what programs print would keep the link."""
    from leftopen.web.console import setup_link

    link = setup_link.new_link(opened, url)
    if not link:
        return ""
    if sys.stderr.isatty() and not out.quiet:
        out.say(f"nobody has an account yet; make the first one within 15 minutes: {link}")
    else:
        file = setup_link.write_link_file(opened, link)
        out.say(f"nobody has an account yet; the link that makes the first one is in {file}, for 15 minutes")
    return link
