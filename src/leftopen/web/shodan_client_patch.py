"""Points Shodan's own client, the command and the library, at this server.

The client reads only the address of the REST API from `SHODAN_API_URL`. Its streams (`shodan stream`, `scan
submit`, `radar`), its archive (`shodan trends`), its exploits and `shodan myip --ipv6` go to hard-coded hosts
of Shodan, with the user's key. With a server of one's own, the client would so send that server's key to
Shodan.

The command loads the entry-point group `shodan.cli.plugins` when it starts, and this module is in that group.
With leftopen installed beside the client, every address of Shodan becomes that of `SHODAN_API_URL`, and those
of streams that of `SHODAN_STREAM_URL` where it is set. Without either nothing is changed. A program that uses
the library calls `point`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

SHODANS = re.compile(r"https?://(?:[a-z0-9-]+\.)*shodan\.io\.?(?::[0-9]+)?(?:/.*)?", re.I | re.S)
# (module, classes inside each other, attribute): all that hold an address of Shodan, in version 1.31.0.
REST = (
    ("shodan.client", "Shodan", "base_url"),
    ("shodan.client", "Shodan", "base_exploits_url"),
    ("shodan.client", "Shodan", "base_trends_url"),
    ("shodan.threatnet", "Threatnet", "base_url"),
)
STREAMS = (
    ("shodan.stream", "Stream", "base_url"),
    ("shodan.threatnet", "Threatnet.Stream", "base_url"),
)


class PatchedUrl:
    """An attribute that always gives `url` in place of an address of Shodan, whatever is assigned to it."""

    def __init__(self, name: str, url: str) -> None:
        self._name, self._url = name, url

    def __get__(self, instance: object, owner: type | None = None) -> str:
        return self._url if instance is None else str(vars(instance).get(self._name, self._url))

    def __set__(self, instance: object, value: str) -> None:
        vars(instance)[self._name] = self._url if SHODANS.fullmatch(value) else value


def point(url: str, streams: str = "") -> None:
    """Makes the library `shodan`, which must be installed, send every request to `url`; its streams come from
    `streams`, or else from `url` too. Other addresses that a program sets stay. With an empty `url` only the
    streams change."""
    for places, to in ((REST, url), (STREAMS, streams or url)):
        for module, classes, attribute in places if to else ():
            owner: Any = import_module(module)
            for name in classes.split("."):
                owner = getattr(owner, name)
            setattr(owner, attribute, PatchedUrl(attribute, to.rstrip("/")))
    if url:
        _point_defaults(url.rstrip("/"))


def _point_defaults(url: str) -> None:
    """The library's one function with the address as an argument with a default."""
    asked = import_module("shodan.helpers").api_request
    asked.__defaults__ = tuple(
        url if isinstance(value, str) and SHODANS.fullmatch(value) else value for value in asked.__defaults__
    )


def addresses(environ: Mapping[str, str]) -> tuple[str, str]:
    """The addresses of the API and of the streams in the environment; '' where there is none."""
    api = environ.get("SHODAN_API_URL", "").rstrip("/")
    return api, environ.get("SHODAN_STREAM_URL", "").rstrip("/") or api


def follow(environ: Mapping[str, str]) -> None:
    """Points the client to the addresses in the environment. Ends the program where that fails, since it
    would otherwise send the key to Shodan."""
    api, streams = addresses(environ)
    if not (streams and find_spec("shodan")):
        return
    try:
        point(api, streams)
    except Exception as error:  # noqa: BLE001 - whatever it is, the key must not go to Shodan
        raise SystemExit(f"cannot use this version of Shodan's client with {streams}: {error!r}") from None


# Code in the client's group runs only when it is loaded.
follow(os.environ)


@click.command(name="leftopen")
def command() -> None:
    """Say which server this client asks."""
    api, streams = addresses(os.environ)
    click.echo(f"API:     {api or 'https://api.shodan.io'}")
    click.echo(f"Streams: {streams or 'https://stream.shodan.io'}")
