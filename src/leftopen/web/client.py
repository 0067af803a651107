"""Points the streams of Shodan's own command-line client at this server.

The client reads the address of the REST API from `SHODAN_API_URL`, but has no such variable for its streams,
which `shodan scan submit` and `shodan radar` use. It loads the commands of the entry-point group
`shodan.cli.plugins` when it starts, and this module is one: with leftopen installed beside the client, the
streams go where `SHODAN_STREAM_URL` or else `SHODAN_API_URL` says. Without either nothing is changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module

import click


def stream_url(environ: Mapping[str, str]) -> str:
    """Without a slash at its end; '' where nothing is said."""
    return (environ.get("SHODAN_STREAM_URL") or environ.get("SHODAN_API_URL") or "").rstrip("/")


def _pointed(environ: Mapping[str, str]) -> str:
    """Where the client's streams come from now; '' where there is no client."""
    try:
        client = import_module("shodan.stream")
    except ImportError:
        return ""
    url = stream_url(environ)
    if url:
        client.Stream.base_url = url
    return str(client.Stream.base_url)


# The client's group can only be reached by being loaded with it.
STREAMS = _pointed(os.environ)


@click.command(name="leftopen")
def command() -> None:
    """Say which server this client asks."""
    click.echo(f"API:     {os.environ.get('SHODAN_API_URL') or 'https://api.shodan.io'}")
    click.echo(f"Streams: {STREAMS or 'no client is installed here'}")
