"""The list of cases in a browser: at most two lines of text for each, cards on a telephone, decisions by
keyboard alone."""

from __future__ import annotations

from tests.web.console.walk import Walk

AT = "/exposures?state=all"
HEIGHTS = "[...document.querySelectorAll('.board tbody tr')].map((row) => row.offsetHeight)"


def lines_and_cards(w: Walk) -> None:
    w.go(AT)
    lines = w.page.evaluate(HEIGHTS)
    assert len(lines) > 10
    assert max(lines) < 45, lines
    text, shown = w.page.locator(".bulk"), w.page.locator(".board")
    assert (text.bounding_box() or {})["y"] < (shown.bounding_box() or {})["y"], "the decision stands below"
    context = w.opened(360, "light", w.context.storage_state())
    page = context.new_page()
    page.goto(w.config["url"] + AT)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    card = page.locator(".board tbody tr").first
    assert card.evaluate("(row) => getComputedStyle(row).display") == "flex"
    assert page.locator(".board thead").evaluate("(head) => head.offsetHeight") <= 1
    context.close()
    titles = w.page.locator(".board td.of-check")
    assert titles.evaluate_all("(cells) => cells.filter((e) => e.scrollWidth > e.clientWidth).length") == 0
    w.done("every title whole; cards on a telephone")


def signed_in_and_decided(w: Walk, name: str, password: str) -> None:
    """From the form of the sign-in to a decided case without a mouse; the keys are counted."""
    w.go("/")
    w.page.click("text=Sign out")
    w.page.wait_for_selector("#name:focus")
    pressed: list[str] = []

    def press(*keys: str) -> None:
        for key in keys:
            w.page.keyboard.press(key)
            pressed.append(key)

    w.page.keyboard.type(name)
    press("Tab")
    w.page.keyboard.type(password)
    press("Enter")
    w.page.wait_for_selector("#code:focus")
    w.page.keyboard.type(w.code())
    press("Enter")
    w.page.wait_for_selector(".tiles")
    press("j", "Enter")
    w.page.wait_for_selector(".timeline")
    before = w.page.inner_text(".case-head .state")
    press("d", "Tab", "Enter")
    w.page.wait_for_selector(".said")
    assert w.page.inner_text(".case-head .state") != before
    w.report["keys"] = len(pressed)
    w.done("signed in and decided with the keyboard alone")


def decided_by_keyboard(w: Walk) -> None:
    """From the list to a decided case."""
    w.go("/exposures?sort=age")
    for key in ("j", "j", "x"):
        w.page.keyboard.press(key)
    ticked = w.page.locator("[name=case]:checked")
    assert ticked.count() == 1
    assert w.page.inner_text("[data-count=case]") == "(1)"
    chosen = str(ticked.get_attribute("value")).partition(":")[0]
    w.page.keyboard.press("d")
    assert w.page.evaluate("document.activeElement.name") == "action"
    for key in ("End", *["ArrowUp"] * 4):
        w.page.keyboard.press(key)
    assert w.page.input_value("#content [name=action]") == "false_positive"
    w.page.keyboard.press("Tab")
    w.page.keyboard.type("ours")
    w.page.keyboard.press("Enter")
    w.page.wait_for_selector(".said")
    assert "sort=age" in w.page.url
    w.go(f"/case/{chosen}")
    assert "false positive" in w.page.inner_text(".case-head")
    w.done("a case decided with the keyboard alone")
