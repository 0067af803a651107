"""Run the console and the API."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, record_act, verb, workspace
from leftopen.present.log_events import INFO, log_event

PANEL = "Administer"
EXAMPLE = "Example: `leftopen serve --port 8322`"


def _port(port: int) -> int:
    if not 0 <= port <= 65535:
        raise typer.BadParameter("the port must be between 0 and 65535")
    return port


@verb()
def command(
    out: Output,
    data: Path | None,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on. Any address except loopback needs TLS and a user account."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", callback=_port, help="Port to listen on (0: any free port).")
    ] = 8322,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain (PEM file).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key of the certificate (PEM file).")] = None,
) -> None:
    """Run the console and the Shodan-compatible API until you stop it with Ctrl-C.

    The first start prints a link to create the first account. Programs need an API key (`leftopen key add`).
    To use Shodan's own client, see docs/reference/api.md.
    """
    from leftopen.cli._service import service
    from leftopen.service.identity import oidc
    from leftopen.service.operations import settings_check
    from leftopen.web import certificate
    from leftopen.web.console import setup_link
    from leftopen.web.server import listening, serve_app, server_options, why_not

    pair = certificate.pair(tls_cert, tls_key)

    def start(stack: ExitStack) -> Callable[[], None]:
        opened = stack.enter_context(workspace(data))
        listener = stack.enter_context(listening(host, port, why_not=why_not(opened, pair)))
        shown = f"[{host}]" if ":" in host else host
        url = f"{'https' if pair else 'http'}://{shown}:{listener.getsockname()[1]}"
        # Report invalid settings before serving.
        settings_check.check(opened.settings)
        oidc.of(opened.settings, opened.monotonic)
        options = server_options(listener, pair, opened.settings.public_url)
        record_act(opened, "serve", url)
        link = _set_up(opened, options.public or url, out)
        stack.callback(setup_link.remove_link_file, opened, link)
        if out.json:
            out.line({"type": "serving", "url": url})
        behind = f", for browsers at {options.public}" if options.public else ""
        log_event(INFO, "serving", f"serving on {url}{behind} (press Ctrl-C to stop)", {"url": url})
        return partial(serve_app, opened, listener, options, pair)

    with service(start, quiet=out.quiet) as run:
        run()


def _set_up(opened: Workspace, url: str, out: Output) -> str:
    """If there is no account, prints how to create the first one. Returns the link, or ''. The link itself is
    printed only on a terminal: logs must not contain it."""
    from leftopen.web.console import setup_link

    link = setup_link.new_link(opened, url)
    if not link:
        return ""
    if sys.stderr.isatty() and not out.quiet:
        out.say(f"no account exists yet; create the first one within 15 minutes: {link}")
    else:
        file = setup_link.write_link_file(opened, link)
        message = (
            f"no account exists yet; the link to create the first one is in {file} (valid for 15 minutes)"
        )
        log_event(INFO, "no_account", message)
    return link
