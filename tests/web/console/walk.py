"""One walk through the console in Debian's Chromium, by Playwright, and what it must not meet."""

from __future__ import annotations

import hmac
import struct
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.console.views import LOCALES

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
PATIENCE_MS = 120_000
REPORTS = """window.__reports = []; document.addEventListener("securitypolicyviolation",
    (e) => window.__reports.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));"""


class Walk:
    """One browser; what it met that must not be."""

    def __init__(self, browser: Browser, config: dict[str, Any]) -> None:
        self.browser, self.config = browser, config
        self.out = Path(config["out"])
        self.report: dict[str, Any] = {
            "dialogs": [],
            "policy": [],
            "errors": [],
            "elsewhere": [],
            "cut_off": [],
            "axe": {},
            "shots": [],
            "steps": [],
            "hostile": 0,
            "keys": 0,
        }
        self.context = self.opened(1280, "light")
        self.page = self.context.new_page()
        self.watch(self.page)
        self.secret = b""
        self.used = 0
        self.imported = ""

    def opened(self, width: int, scheme: str, state: Any = None, language: str = "en") -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800 if width < 2000 else 1440},
            color_scheme=scheme,
            storage_state=state,
            locale=LOCALES[language],
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(REPORTS)
        return context

    def watch(self, page: Page) -> None:
        def dialog(one: Any) -> None:
            self.report["dialogs"].append(one.message)
            one.dismiss()

        def request(request: Any) -> None:
            if not request.url.startswith((self.config["url"], "data:")):
                self.report["elsewhere"].append(request.url)

        def answer(message: Any) -> None:
            # What a page is refused on purpose (a wrong search, a wrong code) is said on the console too.
            if message.type == "error" and "Failed to load resource" not in message.text:
                self.report["errors"].append(f"{page.url}: {message.text}")

        page.on("dialog", dialog)
        page.on("request", request)
        page.on("pageerror", lambda error: self.report["errors"].append(f"{page.url}: {error}"))
        page.on("console", answer)

    def go(self, path: str) -> None:
        self.page.goto(self.config["url"] + path)
        counted(self.page)
        self.collected(self.page)

    def collected(self, page: Page) -> None:
        self.report["policy"] += [f"{page.url}: {one}" for one in page.evaluate("window.__reports")]

    def done(self, step: str) -> None:
        self.collected(self.page)
        self.report["steps"].append(step)

    def code(self) -> str:
        """The next code that was not used yet; waits for the next half minute where it must."""
        while (step := int(time.time()) // 30) <= self.used:
            time.sleep(0.5)
        self.used = step
        mac = hmac.digest(self.secret, struct.pack(">Q", step), "sha1")
        at = mac[-1] & 15
        return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def shot(w: Walk, page: Page, name: str) -> None:
    file = w.out / f"{name}.png"
    page.screenshot(path=str(file), full_page=True, timeout=PATIENCE_MS)
    w.report["shots"].append(file.name)


def counted(page: Page) -> None:
    """A search that counts draws itself again, and in between there is no document. By a selector, because
    the page's policy lets no function be made of a text, as waiting for one does."""
    page.wait_for_selector("main:not(:has([data-later]))", state="attached")
    page.wait_for_load_state("load")
