"""Which subcommands of Shodan's client the tests run, and which there are."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Callable
from typing import ParamSpec

from tests.servers.need import client_program
from tests.web.client import Client

P = ParamSpec("P")
COVERED: dict[str, str] = {}
"""Subcommand → a test that runs it."""
_LIST = """
import warnings
warnings.simplefilter("ignore")
import click
from shodan.__main__ import main

def walk(command, words):
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        walk(below, [*words, name])
    if not isinstance(command, click.Group):
        print(*words)

walk(main, [])
"""


def covers(*commands: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """The test, which has a `client`, really runs these subcommands."""

    def mark(test: Callable[P, None]) -> Callable[P, None]:
        COVERED.update(dict.fromkeys(commands, test.__name__))

        @functools.wraps(test)
        def checked(*args: P.args, **kwargs: P.kwargs) -> None:
            client = kwargs["client"]
            assert isinstance(client, Client)
            before = len(client.ran)
            test(*args, **kwargs)
            ran = [" ".join(words) + " " for words in client.ran[before:]]
            missing = [name for name in commands if not any(answer.startswith(f"{name} ") for answer in ran)]
            assert not missing, "the test says that it runs these"

        return checked

    return mark


def subcommands() -> set[str]:
    """All of the client that is installed, by its own word."""
    listed = subprocess.run(
        [client_program("python"), "-c", _LIST], capture_output=True, text=True, check=True, timeout=60
    )
    return set(listed.stdout.splitlines())
