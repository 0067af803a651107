"""Signs in by an issuer in Debian's Chromium: for `test_issuer_real.py`, which starts it with the Python of
`.servers/clients` and reads the JSON that it prints.

`issuer_clicks.py CONFIG`: a JSON object with the `url` of the console, and as whom to sign in, in order.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.console.walk import CHROMIUM, FLAGS


def entered(browser: Browser, url: str, name: str, link: str) -> dict[str, Any]:
    """By the page of the invitation, where there is one."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url) if "//127.0.0.1:" not in one.url else None)
    page.goto(f"{url}{link or '/exposures'}")
    page.click("text=Sign in with your organisation")
    page.fill("input[name=login]", name)
    page.click("button")
    page.wait_for_selector("nav, .wrong")
    found = {
        "at": page.url.removeprefix(url).partition("?")[0],
        "wrong": page.inner_text(".wrong") if page.is_visible(".wrong") else "",
        "cookies": sorted(one["name"] for one in context.cookies(url) if one["sameSite"] == "Strict"),
        "elsewhere": [one for one in elsewhere if not one.startswith(url)],
    }
    found["anew"] = "" if found["wrong"] else signed_in_anew(page, url, name)
    context.close()
    return found


def signed_in_anew(page: Page, url: str, name: str) -> str:
    """Confirms the identity: the issuer, at which the browser is signed in, must ask again. Where it ends."""
    page.goto(f"{url}/unlock/issuer?next=/me/second")
    page.fill("input[name=login]", name)
    page.click("button")
    page.wait_for_selector("nav, .wrong, .digits")
    return str(page.url).removeprefix(url)


def main() -> None:
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        links = config["links"]
        report = {
            name: entered(browser, config["url"], name, links.pop(name, "")) for name in config["names"]
        }
        browser.close()
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
