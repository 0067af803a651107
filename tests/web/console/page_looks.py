"""Every page of the console looked at: how wide it is, what is cut off, for whom it is hard to use, and that
no text acts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.web.console.layout import cut_off
from tests.web.console.views import VIEWS, looked_at_in
from tests.web.console.walk import Walk, counted, shot

TOO_WIDE = """[...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll, .rail, pre"))
    .slice(0, 4).map((e) => e.outerHTML.slice(0, 90))"""


def pages(w: Walk) -> dict[str, str]:
    """Every page with a link, and what has none: pages of one thing, other views, errors."""
    case, assessment = w.config["cases"], f"/assessment/{w.config['assessment']}"
    linked: dict[str, str] = w.config["pages"]
    return linked | {
        "assessment": assessment,
        "assessment-people": f"{assessment}/people",
        "assessment-review": f"{assessment}/review",
        "assessment-sample": f"{assessment}/sample",
        "search": "/search?q=port:80",
        "table": "/search?view=table",
        "wrong": "/search?q=prot:1",
        "host": "/host/198.51.100.1",
        "review": "/exposures/review",
        "case": f"/case/{case[3]}",
        "respond": f"/case/{case[3]}/respond",
        "draft": f"/case/{case[3]}/respond/leadership",
        "closed": f"/case/{case[5]}",
        "import": f"/import/{w.imported}",
        "written": "/docs/start/console",
        "leaves": "/docs/reference/detectors",
        "account": "/me",
        "unlock": "/unlock",
        "nowhere": "/nowhere",
    }


def looked_at(w: Walk) -> None:
    """Every page in every view, loaded once; no page may be wider than the window."""
    state = w.context.storage_state()
    axe = Path(w.config["axe"]).read_text("utf-8")
    for width, scheme, language in VIEWS:
        context = w.opened(width, scheme, state, language)
        page = context.new_page()
        w.watch(page)
        session = context.new_cdp_session(page)
        for page_name, path in pages(w).items():
            if not looked_at_in(width, page_name):
                continue
            name = f"{page_name}-{width}-{scheme}-{language}"
            page.goto(w.config["url"] + path)
            counted(page)
            if path.startswith("/assessment/") and not page.url.endswith(path):
                w.report["errors"].append(f"{name}: {page.url} was shown instead")
            if page.evaluate("document.documentElement.lang") != language:
                w.report["errors"].append(f"{name} is in another language")
            w.report["cut_off"] += [f"{name}: {one}" for one in cut_off(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                w.report["errors"].append(f"{name} is {wide} wide: {page.evaluate(TOO_WIDE)}")
            if not in_sight(page):
                w.report["errors"].append(f"{name}: its own link is out of sight")
            shot(w, page, name)
            w.collected(page)
            judged(w.report["axe"], session, name, axe)
        context.close()


def in_sight(page: Page) -> bool:
    """Whether the line of pages shows the one that is open."""
    return bool(
        page.evaluate("""() => {
        const here = document.querySelector(".rail [aria-current]")?.getBoundingClientRect();
        return !here || (here.left >= 0 && here.right <= innerWidth);
    }""")
    )


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
    request = """axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map(
        (v) => [v.id, v.impact, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160))]))"""
    answer = session.send("Runtime.evaluate", {"expression": request, **where})
    found[name] = answer["result"].get("value", answer)
