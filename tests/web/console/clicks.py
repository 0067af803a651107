"""The main flow of the console in Debian's Chromium, by Playwright: for `test_browser.py`, which starts it
with the Python of `.servers/clients` and reads the JSON that it prints.

`clicks.py CONFIG`: a JSON object with `url` of the console, its set-up `link`, `cases`, `axe` (the file of
axe-core), `out` (a folder for screenshots).
"""

from __future__ import annotations

import base64
import hmac
import json
import struct
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
NAME, PASSWORD = "maria", "long walks by the sea"
WIDTHS = (360, 1280, 2560)
SCHEMES = ("light", "dark")
PATIENCE_MS = 120_000
REPORTS = """window.__reports = []; document.addEventListener("securitypolicyviolation",
    (e) => window.__reports.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));"""


COUNTED = "document.readyState === 'complete' && !document.querySelector('[data-later]')"
TOO_WIDE = """[...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll, .rail, pre"))
    .slice(0, 4).map((e) => e.outerHTML.slice(0, 90))"""


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
            "axe": {},
            "shots": [],
            "steps": [],
            "hostile": 0,
        }
        self.context = self.opened(1280, "light")
        self.page = self.context.new_page()
        self.watch(self.page)
        self.secret = b""
        self.used = 0
        self.imported = ""

    def opened(self, width: int, scheme: str, state: Any = None) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800 if width < 2000 else 1440},
            color_scheme=scheme,
            storage_state=state,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(REPORTS)
        return context

    def watch(self, page: Page) -> None:
        def dialog(one: Any) -> None:
            self.report["dialogs"].append(one.message)
            one.dismiss()

        def asked(request: Any) -> None:
            if not request.url.startswith((self.config["url"], "data:")):
                self.report["elsewhere"].append(request.url)

        def said(message: Any) -> None:
            # What a page is refused on purpose (a wrong search, a wrong code) is said on the console too.
            if message.type == "error" and "Failed to load resource" not in message.text:
                self.report["errors"].append(f"{page.url}: {message.text}")

        page.on("dialog", dialog)
        page.on("request", asked)
        page.on("pageerror", lambda error: self.report["errors"].append(f"{page.url}: {error}"))
        page.on("console", said)

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


def set_up(w: Walk) -> None:
    w.page.goto(w.config["link"])
    w.page.fill("#name", NAME)
    w.page.fill("#password", PASSWORD)
    w.page.fill("#again", PASSWORD)
    w.page.click("button.main")
    text = w.page.inner_text(".secret code")
    w.secret = base64.b32decode(text + "=" * (-len(text) % 8))
    shot(w, w.page, "second")
    w.page.fill("#code", w.code())
    w.page.click("button.main")
    w.page.wait_for_url("**/me?said=second")
    w.done("set up with a second factor")
    w.page.goto(w.config["link"])
    assert "used" in w.page.inner_text("main"), "the link worked twice"
    w.done("the link works once")


def sign_in(w: Walk) -> None:
    w.go("/")
    w.page.click("text=Sign out")
    w.page.fill("#name", NAME)
    w.page.fill("#password", "not the password at all")
    w.page.click("button.main")
    assert "wrong" in w.page.inner_text(".wrong")
    w.page.fill("#password", PASSWORD)
    w.page.click("button.main")
    w.page.fill("#code", "000000")
    w.page.click("button.main")
    assert w.page.is_visible(".wrong")
    w.page.fill("#code", w.code())
    w.page.click("button.main")
    w.page.wait_for_selector(".tiles")
    w.page.wait_for_selector('[data-live="open"]:not([hidden])')
    w.done("signed in with a second factor")


def search(w: Walk) -> None:
    w.page.fill("#q", "por")
    w.page.wait_for_selector("#completions li")
    w.page.keyboard.press("ArrowDown")
    w.page.keyboard.press("Tab")
    assert w.page.input_value("#q").startswith("port:"), w.page.input_value("#q")
    w.page.keyboard.type("6379")
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".cards")
    w.done("completed and searched")
    before = int(w.page.inner_text(".total b").replace(",", ""))
    w.page.click(".map a >> nth=0", force=True)
    w.page.wait_for_selector(".chips li >> nth=1")
    narrowed = int(w.page.inner_text(".total b").replace(",", ""))
    assert 0 < narrowed < before, (narrowed, before)
    w.page.click(".facets a:not(.picked):not(.not) >> nth=0")
    w.page.wait_for_selector(".chips li >> nth=2")
    w.page.click(".chips a >> nth=0")
    w.page.wait_for_selector(".chips")
    w.page.click("text=Table")
    w.page.wait_for_selector("table.rows")
    w.done("narrowed by map and facet, widened, as a table")
    w.go("/search?q=prot%3A80")
    assert "did you mean port:" in w.page.inner_text(".caret")
    w.done("an error under the character")


def host_and_case(w: Walk) -> None:
    w.go("/exposures")
    w.page.click("tbody tr:has(.tag) >> nth=0 >> a")
    w.page.wait_for_selector(".timeline")
    w.page.fill("#note", "Card 4111 1111 1111 1111 was seen, call them.")
    w.page.click("text=Keep the note")
    assert "4111 1111 1111 1111" not in w.page.content(), "a note keeps a card number"
    w.page.click("text=Show the masked examples")
    if w.page.url.startswith(w.config["url"] + "/unlock"):
        w.page.fill("#proof", w.code())
        w.page.click("button.main")
        w.page.click("text=Show the masked examples")
    assert "•••" in w.page.inner_text(".held")
    w.page.select_option("#action", "acknowledge")
    w.page.click("section:has(#action) button")
    w.page.wait_for_selector(".said")
    w.page.click(".case-head a")
    w.page.wait_for_selector(".service")
    w.done("case: note, evidence, decision; its host")


def people_and_keys(w: Walk) -> None:
    for path, fill, press, shows in (
        ("/people", ("#invite-name", "jean"), "text=Invite >> nth=-1", "/join/"),
        ("/keys", ("#key-name", "laptop"), "text=Make it", ""),
    ):
        w.go(path)
        w.page.fill(*fill)
        w.page.click(f"section:has({fill[0]}) button.main")
        if "/unlock" in w.page.url:
            w.page.fill("#proof", w.code())
            w.page.click("button.main")
            w.page.fill(*fill)
            w.page.click(f"section:has({fill[0]}) button.main")
        assert shows in w.page.inner_text(".once code"), press
    key = w.page.inner_text(".once code")
    answer = w.page.request.get(f"{w.config['url']}/api-info?key={key}")
    assert answer.ok, answer.status
    w.done("invited somebody, made a key and used it")


def import_a_file(w: Walk) -> None:
    w.go("/imports")
    rows = [{"ip": f"203.0.113.{n}", "port": 443, "host": "shop.example.org"} for n in range(1, 9)]
    body = "\n".join(json.dumps(row) for row in rows) + '\n{"ip":"<b>nowhere</b>","port":1}\n'
    w.page.select_option("[name=format]", "naabu")
    w.page.set_input_files("[name=file]", {"name": "found.json", "mimeType": "", "buffer": body.encode()})
    w.page.click("section:has([name=file]) button.main")
    # The script loads the page anew when the import ended.
    w.page.wait_for_selector("li[data-upload] a", timeout=60_000)
    w.page.click("li[data-upload] a")
    assert "<b>nowhere</b>" in w.page.inner_text("main"), w.page.inner_text("main")
    w.imported = w.page.url.rpartition("/")[2]
    w.done("took a file in and saw its bad line")


def refused_forms(w: Walk) -> None:
    """What was typed into a form that is refused is there again, in it."""
    w.go("/scans")
    w.page.fill("[name=targets]", "nowhere..")
    w.page.fill("[name=ports]", "22,80")
    w.page.click("section:has([name=targets]) button.main")
    w.page.wait_for_selector(".wrong[data-typed]")
    assert w.page.input_value("[name=targets]") == "nowhere.."
    assert w.page.input_value("[name=ports]") == "22,80"
    w.go("/exposures")
    w.page.check("[data-all]")
    ticked = w.page.locator("[name=case]:checked").count()
    assert ticked == w.page.locator("[name=case]").count() > 1
    w.page.select_option("#content [name=action]", "accept")
    w.page.fill("[name=because]", "an old printer")
    w.page.click(".bulk button.main")
    w.page.wait_for_selector(".wrong[data-typed]")
    assert w.page.input_value("[name=because]") == "an old printer"
    assert w.page.input_value("#content [name=action]") == "accept"
    assert w.page.locator("[name=case]:checked").count() == ticked
    w.done("forms that were refused keep what was typed")


def in_sight(page: Page) -> bool:
    """Whether the line of pages shows the one that is open."""
    return bool(
        page.evaluate("""() => {
        const here = document.querySelector(".rail [aria-current]")?.getBoundingClientRect();
        return !here || (here.left >= 0 && here.right <= innerWidth);
    }""")
    )


def by_keyboard(w: Walk) -> None:
    """No mouse from the first page to a decision's form."""
    w.go("/")
    w.page.keyboard.press("/")
    w.page.keyboard.type("port:6379")
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".cards")
    w.page.locator("main").focus()
    w.page.keyboard.press("j")
    w.page.keyboard.press("j")
    w.page.keyboard.press("k")
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".service")
    w.page.keyboard.press("?")
    assert w.page.is_visible("#keys")
    w.page.keyboard.press("Escape")
    assert not w.page.is_visible("#keys")
    for _ in range(60):
        w.page.keyboard.press("Tab")
        if w.page.evaluate("document.activeElement.matches('a[href^=\"/case/\"]')"):
            break
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".timeline")
    w.done("search, host, case with the keyboard alone")


def shot(w: Walk, page: Page, name: str) -> None:
    file = w.out / f"{name}.png"
    page.screenshot(path=str(file), full_page=True, timeout=PATIENCE_MS)
    w.report["shots"].append(file.name)


def pages(w: Walk) -> dict[str, str]:
    case = w.config["cases"]
    return {
        "overview": "/",
        "search": "/search?q=port:80",
        "table": "/search?view=table",
        "wrong": "/search?q=prot:1",
        "host": "/host/198.51.100.1",
        "exposures": "/exposures",
        "case": f"/case/{case[3]}",
        "closed": f"/case/{case[5]}",
        "scope": "/scope",
        "scans": "/scans",
        "imports": "/imports",
        "import": f"/import/{w.imported}",
        "documentation": "/docs",
        "written": "/docs/console",
        "leaves": "/docs/reference/detectors",
        "people": "/people",
        "keys": "/keys",
        "audit": "/audit",
        "settings": "/settings",
        "help": "/help",
        "account": "/me",
        "unlock": "/unlock",
        "nowhere": "/nowhere",
    }


def counted(page: Page) -> None:
    """A search that counts draws itself again, and in between there is no document. (`wait_for_function` asks
    a second time by an `eval` that our policy forbids.)"""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not is_counted(page):
        assert time.monotonic() < end, f"{page.url} still counts"
        page.wait_for_timeout(50)


def is_counted(page: Page) -> bool:
    try:
        return bool(page.evaluate(COUNTED))
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
        return False


def looked_at(w: Walk) -> None:
    """Every page at three widths, light and dark; no page may be wider than the window."""
    state = w.context.storage_state()
    axe = Path(w.config["axe"]).read_text("utf-8")
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = w.opened(width, scheme, state)
            page = context.new_page()
            w.watch(page)
            session = context.new_cdp_session(page)
            for name, path in pages(w).items():
                page.goto(w.config["url"] + path)
                counted(page)
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    w.report["errors"].append(f"{name} is {wide} wide in {width}: {page.evaluate(TOO_WIDE)}")
                if not in_sight(page):
                    w.report["errors"].append(f"{name} in {width}: its own link is out of sight")
                shot(w, page, f"{name}-{width}-{scheme}")
                w.collected(page)
                judged(w.report["axe"], session, f"{name}-{width}-{scheme}", axe)
            context.close()


def harmless(w: Walk) -> None:
    """Hostile texts on every page: what they want to do would show as a dialog, a report, an error."""
    for path in w.config.get("hostile", []):
        w.go(path)
        w.report["hostile"] += 1


def judged(found: dict[str, Any], session: CDPSession, name: str, axe: str) -> None:
    """axe-core in a world of its own: the page's policy lets no foreign script in."""
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
    where = {"contextId": world["executionContextId"], "returnByValue": True, "awaitPromise": True}
    session.send("Runtime.evaluate", {"expression": axe, **where, "returnByValue": False})
    asked = """axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map(
        (v) => [v.id, v.impact, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160))]))"""
    answer = session.send("Runtime.evaluate", {"expression": asked, **where})
    found[name] = answer["result"].get("value", answer)


STEPS = (
    set_up, sign_in, search, host_and_case, people_and_keys, import_a_file, refused_forms, by_keyboard,
    harmless, looked_at,
)  # fmt: skip


def main() -> None:
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
        ]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        w = Walk(browser, config)
        for step in STEPS:
            step(w)
        browser.close()
    sys.stdout.write(json.dumps(w.report))


if __name__ == "__main__":
    main()
