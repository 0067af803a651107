"""Debian's Chromium, headless and offline, as a stranger would use it: given `http://127.0.0.1:PORT` only."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiohttp

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from tests.servers.devtools import BrowserFailed, Page
from tests.servers.need import missing, program

T = TypeVar("T")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--password-store=basic",
    "--window-size=1200,900",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}",
)
_ROWS = "document.querySelectorAll('#messages tr').length"
_BODY = "(document.querySelector('#message-body').contentDocument?.body?.innerText ?? '').trim()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a person saw: the page's text, the text of the mail that was clicked ('' when there was none to
    click), and the realms of the log-in windows that came up."""

    title: str
    text: str
    mail: str = ""
    realms: tuple[str, ...] = ()


def lacking() -> str:
    """'' or why there is no browser."""
    return missing("chromium")


def visit(port: int, path: str = "/") -> Visit:
    """Opens the page and looks. Raises BrowserFailed and ProgramFailed."""
    return _with_page(lambda page: _look(page, f"http://{LOOPBACK}:{port}{path}"))


def read_first_mail(port: int) -> Visit:
    """Opens Sendria's page, waits for its list, clicks the first mail and reads what is shown."""
    return _with_page(lambda page: _read_first(page, f"http://{LOOPBACK}:{port}"))


def alerts(port: int, paths: Sequence[str]) -> tuple[str, ...]:
    """Opens one page after another, and gives the messages that they put up."""

    async def all_of_them(page: Page) -> tuple[str, ...]:
        for path in paths:
            await _look(page, f"http://{LOOPBACK}:{port}{path}")
            # What a page does by itself it does soon.
            await asyncio.sleep(0.1)
        return tuple(page.alerts)

    return _with_page(all_of_them)


async def _look(page: Page, url: str) -> Visit:
    await page.open(url)
    await page.wait("document.readyState === 'complete' && !!document.body")
    return await _seen(page)


async def _read_first(page: Page, url: str) -> Visit:
    await page.open(url)
    if not await page.wait(_ROWS):
        return await _seen(page)
    return await _seen(page, str(await page.click_until("#messages tr", _BODY)))


async def _seen(page: Page, mail: str = "") -> Visit:
    return Visit(
        title=str(await page.value("document.title")),
        text=str(await page.value("document.body?.innerText ?? ''")),
        mail=mail,
        realms=tuple(page.realms),
    )


def _with_page(work: Callable[[Page], Awaitable[T]]) -> T:
    """A browser of its own for each call, with an empty profile; ended with everything it started."""
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder:
        port = free_ports(1, random.SystemRandom())[0]
        profile = [f"--user-data-dir={folder}/profile", f"--remote-debugging-port={port}"]
        command = [program("chromium"), *FLAGS, *profile, "about:blank"]
        env = os.environ | {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder}
        browser = ServerProgram(command, ports=(port,), log=Path(folder) / "chromium.log", env=env)
        browser.start()
        try:
            return asyncio.run(_drive(port, work))
        finally:
            browser.stop()


async def _drive(port: int, work: Callable[[Page], Awaitable[T]]) -> T:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://{LOOPBACK}:{port}/json/list") as answer:
            tabs = [tab for tab in await answer.json() if tab["type"] == "page"]
        if not tabs:
            raise BrowserFailed("the browser has no tab")
        async with session.ws_connect(tabs[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            page = Page(socket)
            try:
                return await asyncio.wait_for(work(page), 60)
            finally:
                await page.close()
