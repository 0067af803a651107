"""The main flow of the console in Debian's Chromium, by Playwright: for `test_browser.py`, which starts it
with the Python of `.servers/clients` and reads the JSON that it prints.

`clicks.py CONFIG`: a JSON object with `url` of the console, its set-up `link`, `cases`, `axe` (the file of
axe-core), `out` (a folder for screenshots).
"""

from __future__ import annotations

import base64
import json
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.web.console.board_clicks import decided_by_keyboard, lines_and_cards, signed_in_and_decided
from tests.web.console.counts_later import counts_are_refused, counts_come_later, counts_never_come
from tests.web.console.page_looks import harmless, looked_at
from tests.web.console.walk import CHROMIUM, FLAGS, PATIENCE_MS, Walk, counted, shot

NAME, PASSWORD = "maria", "long walks by the sea"


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
    assert "Incorrect name or password" in w.page.inner_text(".wrong")
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


def completed_value(w: Walk) -> None:
    """A value may not be counted yet: then the next key asks again."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not w.page.is_visible("#completions li") and time.monotonic() < until:
        w.page.fill("#q", "product:")
        w.page.locator("#q").press_sequentially("redi")
        w.page.wait_for_timeout(500)
    assert w.page.get_attribute("#q", "aria-expanded") == "true"
    w.page.keyboard.press("ArrowDown")
    marked = w.page.get_attribute("#q", "aria-activedescendant")
    assert w.page.get_attribute(f"#{marked}", "aria-selected") == "true"
    w.page.keyboard.press("Enter")
    assert w.page.input_value("#q") == "product:Redis", w.page.input_value("#q")
    w.page.keyboard.press("Escape")


def search(w: Walk) -> None:
    completed_value(w)
    w.page.fill("#q", "por")
    w.page.wait_for_selector("#completions li")
    w.page.keyboard.press("ArrowDown")
    w.page.keyboard.press("Tab")
    assert w.page.input_value("#q").startswith("port:"), w.page.input_value("#q")
    w.page.keyboard.type("6379")
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".cards")
    counted(w.page)
    w.done("completed and searched")
    before = int(w.page.inner_text(".total b").replace(",", ""))
    w.page.click(".map a >> nth=0", force=True)
    w.page.wait_for_selector(".chips li >> nth=1")
    narrowed = int(w.page.inner_text(".total b").replace(",", ""))
    assert 0 < narrowed < before, (narrowed, before)
    w.page.click(".facets a:not(.picked):not(.not) >> nth=0")
    w.page.wait_for_selector(".chips li >> nth=2")
    with w.page.expect_navigation():
        w.page.click(".chips a >> nth=0")
    for chart in (".plot", ".places"):
        w.page.click(f".folds button >> nth={int(chart == '.places')}")
        w.page.wait_for_selector(f"main:not(:has({chart}))", state="attached")
    w.page.click('.folds [aria-pressed="false"] >> nth=0')
    w.page.wait_for_selector(".plot")
    w.page.click('.folds [aria-pressed="false"]')
    w.page.wait_for_selector(".places")
    w.page.click("text=Table")
    w.page.wait_for_selector("table.rows")
    w.done("narrowed by map and facet, widened, as a table")
    w.go("/search?q=prot%3A80")
    assert "did you mean port:" in w.page.inner_text(".caret")
    w.done("an error under the character")


def host_and_case(w: Walk) -> None:
    w.go("/exposures")
    w.page.click("tbody tr:has(.tag:not(.bad)) >> nth=0 >> a")
    w.page.wait_for_selector(".timeline")
    w.page.fill("#comment", "Card 4111 1111 1111 1111 was seen, call them.")
    w.page.click("text=Add comment")
    w.page.wait_for_selector(".timeline .commented")
    assert "4111 1111 1111 1111" not in w.page.content(), "a comment keeps a card number"
    w.page.click("text=Show masked examples")
    if w.page.url.startswith(w.config["url"] + "/unlock"):
        w.page.fill("#proof", w.code())
        w.page.click("button.main")
        w.page.click("text=Show masked examples")
    assert "•••" in w.page.inner_text(".held")
    w.page.select_option("#action", "acknowledge")
    w.page.click("form:has(#action) button")
    w.page.wait_for_selector(".said")
    w.page.click(".case-head a")
    w.page.wait_for_selector(".service")
    w.done("case: comment, evidence, decision; its host")


def people_and_keys(w: Walk) -> None:
    for path, fill, choice, press, shows in (
        ("/users", ("#invite-name", "jean"), "everything", "text=Invite >> nth=-1", "/join/"),
        ("/keys", ("#key-name", "laptop"), "removed", "text=Create key", ""),
    ):

        def send(name: str = fill[0], text: str = fill[1], choice: str = choice) -> None:
            w.page.fill(name, text)
            w.page.check(f"section:has({name}) [value={choice}]")
            if name == "#key-name":
                w.page.select_option("#key-sees", "everything")
            w.page.click(f"section:has({name}) button.main")

        w.go(path)
        send()
        if "/unlock" in w.page.url:
            w.page.fill("#proof", w.code())
            w.page.click("button.main")
            send()
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


def a_refused_row(w: Walk) -> None:
    """Of a table: it goes back into the row of the same person, and into no other."""
    w.go("/users")
    own = w.page.inner_text(".who a")
    row = f"tr:has(b:text-is('{own}'))"
    assert w.page.locator("tbody tr").first.inner_text().split()[0] != own

    def send() -> None:
        w.page.check(f"{row} [value=networks]")
        w.page.click(f"{row} form[action='/users/change'] button")

    send()
    if "/unlock" in w.page.url:
        w.page.fill("#proof", w.code())
        w.page.click("button.main")
        send()
    w.page.wait_for_selector(".wrong[data-typed]")
    assert "enter at least one network" in w.page.inner_text(".wrong[data-typed]")
    chosen = [one.get_attribute("value") for one in w.page.locator("tbody [name=sees]:checked").all()]
    assert sorted(chosen) == ["everything", "networks"]
    assert w.page.is_checked(f"{row} [value=networks]")


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
    a_refused_row(w)
    w.done("forms that were refused keep what was typed")


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


def keys_of_a_decision(w: Walk) -> None:
    signed_in_and_decided(w, NAME, PASSWORD)


STEPS = (
    set_up, sign_in, search, counts_come_later, counts_never_come, counts_are_refused, host_and_case,
    people_and_keys, import_a_file, refused_forms, by_keyboard, lines_and_cards, keys_of_a_decision,
    decided_by_keyboard, harmless, looked_at,
)  # fmt: skip


def main() -> None:
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        w = Walk(browser, config)
        for step in STEPS:
            try:
                step(w)
            except Exception:
                sys.stderr.write(f"{step.__name__}: {w.page.url}\n{w.page.inner_text('body')[:2_000]}\n")
                raise
        browser.close()
    sys.stdout.write(json.dumps(w.report))


if __name__ == "__main__":
    main()
