"""The little of Chromium's DevTools protocol that the browser tests need, over its websocket."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from typing import Any

import aiohttp


class BrowserFailed(Exception):
    """The browser said no, or nothing in time."""


class Page:
    """One tab. `realms` collects the names under which servers asked for a password: each is the moment at
    which a person would see the log-in window. It is answered with Cancel, never with a password. `alerts`
    collects the messages that the page itself put up."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.realms: list[str] = []
        self.alerts: list[str] = []
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())
        self._answers: set[asyncio.Task[dict[str, Any]]] = set()

    async def open(self, url: str) -> None:
        await self.ask("Page.enable")
        await self.ask("Runtime.enable")
        await self.ask("Fetch.enable", handleAuthRequests=True, patterns=[{"urlPattern": "*"}])
        answer = await self.ask("Page.navigate", url=url)
        if answer.get("errorText") and not self.realms:
            raise BrowserFailed(f"{url}: {answer['errorText']}")

    async def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Raises BrowserFailed, after 15 s at the latest."""
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        try:
            return await asyncio.wait_for(answer, 15)
        except TimeoutError:
            raise BrowserFailed(f"{method}: no answer") from None

    async def value(self, script: str) -> Any:
        """What the script's expression is worth in the page."""
        answer = await self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserFailed(f"{script}: {answer['exceptionDetails'].get('text')}")
        return answer["result"].get("value")

    async def wait(self, script: str, seconds: float = 15) -> Any:
        """Until the expression is worth something or a server asks for a password; gives its last value."""
        until = time.monotonic() + seconds
        while not (found := await self._value_if_there(script)):
            if self.realms or time.monotonic() > until:
                return found
            await asyncio.sleep(0.05)
        return found

    async def _value_if_there(self, script: str) -> Any:
        """None between two pages, when there is nothing to ask."""
        try:
            return await self.value(script)
        except BrowserFailed:
            return None

    async def click_until(self, selector: str, script: str, tries: int = 5) -> Any:
        """As a person does: clicks again when nothing came of it, because the page was still moving."""
        for _ in range(tries):
            # The row may be gone between finding it and measuring it: the list redraws itself.
            with contextlib.suppress(BrowserFailed):
                await self.click(selector)
            if found := await self.wait(script, 3):
                return found
        raise BrowserFailed(f"clicking {selector} {tries} times brought nothing")

    async def click(self, selector: str) -> None:
        """Presses and releases the mouse in the middle of the first element that the selector finds."""
        box = await self.value(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.ask(
                "Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1
            )

    async def close(self) -> None:
        await self._socket.close()
        self._reader.cancel()
        await asyncio.gather(self._reader, *self._answers, return_exceptions=True)

    async def _read(self) -> None:
        async for message in self._socket:
            answer = message.json()
            if "id" in answer:
                self._settle(answer)
            else:
                self._happened(answer["method"], answer.get("params", {}))

    def _happened(self, event: str, about: dict[str, Any]) -> None:
        if event == "Fetch.requestPaused":
            self._answer("Fetch.continueRequest", requestId=about["requestId"])
        elif event == "Fetch.authRequired":
            self.realms.append(about["authChallenge"]["realm"])
            cancel = {"response": "CancelAuth"}
            self._answer("Fetch.continueWithAuth", requestId=about["requestId"], authChallengeResponse=cancel)
        elif event == "Page.javascriptDialogOpening":
            self.alerts.append(about["message"])
            self._answer("Page.handleJavaScriptDialog", accept=False)

    def _settle(self, response: dict[str, Any]) -> None:
        answer = self._waiting.pop(response["id"], None)
        if answer is None or answer.done():
            return
        if "error" in response:
            answer.set_exception(BrowserFailed(response["error"]["message"]))
        else:
            answer.set_result(response["result"])

    def _answer(self, method: str, **parameters: object) -> None:
        """Not awaited here: the answer comes through the same reader."""
        task = asyncio.create_task(self.ask(method, **parameters))
        self._answers.add(task)
