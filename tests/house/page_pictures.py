"""Takes the pictures for `draw_pages.py`, with the Python of `.servers/clients`; the request is on stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.web.console.walk import CHROMIUM, FLAGS, PATIENCE_MS, counted

SIZE = {"width": 1280, "height": 860}


def main() -> None:
    request = json.load(sys.stdin)
    url, out = request["url"], Path(request["out"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        cookie = f"leftopen-{urlsplit(url).port}"
        context.add_cookies([{"name": cookie, "value": request["token"], "url": url}])
        page = context.new_page()
        for name, path in request["paths"].items():
            page.goto(url + path)
            counted(page)
            page.screenshot(path=str(out / f"{name}.png"))
        browser.close()


if __name__ == "__main__":
    main()
