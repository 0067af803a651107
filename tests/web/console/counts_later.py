"""A search page whose counts are not there yet: its script asks again, and draws the page with them."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, Route

from tests.web.console.walk import PATIENCE_MS, Walk

AT = "/search?q=port%3A80"
COUNTS = f"{AT}&format=json"
TOTAL = re.compile(r'<p class="total".*?</p>', re.DOTALL)
LINK = f'<a href="{AT}" data-later="{COUNTS.replace("&", "&amp;")}">Counting: reload the page</a>'
WITHOUT = f'<p class="total">{LINK}</p>'
NOT_COUNTED = "it takes too long to count"
# Once, and six times more: each a second later than the one before it, twenty-one in all.
TRIES, ALL_OF_THEM_S = 7, 21


class Busy:
    """A server that has no counts for the first page, and that refuses to count `refuses` times: with 429
    as it is busy, with another status for good."""

    def __init__(self, page: Page, url: str, refuses: int, status: int = 429) -> None:
        self.page, self.url, self.refuses, self.status = page, url, refuses, status
        self.drawn = 0
        self.request: list[float] = []

    def __enter__(self) -> Busy:
        self.page.route(self.url + AT, self._page)
        self.page.route(self.url + COUNTS, self._counts)
        return self

    def __exit__(self, *ended: object) -> None:
        self.page.unroute(self.url + AT)
        self.page.unroute(self.url + COUNTS)

    def _page(self, route: Route) -> None:
        self.drawn += 1
        answer = route.fetch()
        body, found = TOTAL.subn(WITHOUT, answer.text())
        assert found == 1, "the total is not where it was"
        route.fulfill(response=answer, body=body if self.drawn == 1 else answer.text())

    def _counts(self, route: Route) -> None:
        self.request.append(time.monotonic())
        if len(self.request) <= self.refuses:
            route.fulfill(status=self.status, headers={"retry-after": "1"}, json={"error": NOT_COUNTED})
        else:
            route.continue_()


def counts_come_later(w: Walk) -> None:
    with Busy(w.page, w.config["url"], refuses=2) as busy:
        w.page.goto(w.config["url"] + AT)
        w.page.wait_for_selector(".total b", timeout=PATIENCE_MS)
        assert (busy.drawn, len(busy.request)) == (2, 3), (busy.drawn, busy.request)
        first, second, third = busy.request
        assert second - first > 0.9, busy.request
        assert third - second > 1.9, busy.request
    w.done("asked again for the counts, and drawn with them")


def counts_never_come(w: Walk) -> None:
    with Busy(w.page, w.config["url"], refuses=10 * TRIES) as busy:
        w.page.goto(w.config["url"] + AT)
        until = time.monotonic() + PATIENCE_MS / 1000
        while len(busy.request) < TRIES and time.monotonic() < until:
            w.page.wait_for_timeout(200)
        w.page.wait_for_timeout(1000 * (TRIES + 1))
        assert (busy.drawn, len(busy.request)) == (1, TRIES), (busy.drawn, busy.request)
        assert busy.request[-1] - busy.request[0] > ALL_OF_THEM_S - 1, busy.request
        assert w.page.is_visible("a[data-later]")
    w.done("asked seven times, and left the link")


def counts_are_refused(w: Walk) -> None:
    with Busy(w.page, w.config["url"], refuses=TRIES, status=503) as busy:
        w.page.goto(w.config["url"] + AT)
        w.page.wait_for_selector(f"a[data-later]:has-text('{NOT_COUNTED}')", timeout=PATIENCE_MS)
        assert (busy.drawn, len(busy.request)) == (1, 1), (busy.drawn, busy.request)
    w.done("said why there are no counts")
