"""The overview: what it counts, names and draws."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from leftopen import catalogue
from leftopen.service.cases.review import list_reviews
from leftopen.service.respond.tasks import tasks
from leftopen.store.records.entities.cases.cases import Cases
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def test_titles_data_and_owners_stand_in_the_list(console: Console) -> None:
    for language in ("en", "fr"):
        page = console.visitor("viewer").get("/", **{"accept-language": language})
        table = re.search(r'<table class="rows windows.*?</table>', page.text, re.DOTALL)
        assert table is not None
        title = catalogue.exposure_words("redis_open", language).title
        assert title in table[0]
        assert ">redis_open<" not in page.text
        assert "Sample Cloud SAS" in table[0]
        assert ">iban 412<" in table[0]


def test_the_trend_ends_with_what_is_open_now(console: Console) -> None:
    page = console.visitor("viewer").get("/").text
    [lead] = re.findall(r'class="tile lead"[^>]*><b>(\d+)</b>', page)
    assert f'aria-label="Open exposures over time: {lead} now"' in page
    [most] = re.findall(r'class="scale"[^>]*><span>(\d+)</span>', page)
    [path] = re.findall(r'class="curve" d="([^"]*)"', page)
    points = [tuple(map(float, one.split())) for one in path.removeprefix("M").split("L")]
    assert len(points) == 31
    assert round((100 - points[-1][1]) * int(most) / 100) == int(lead)
    counts = [round((100 - y) * int(most) / 100) for _, y in points]
    assert 0 < counts[15] < counts[-1], "the cases of the last month are not in it"


def test_the_time_to_close_is_told(console: Console) -> None:
    [closed] = [case for case in console.cases if case.state == "closed"]
    assert closed.closed is not None
    days = (closed.closed - closed.first_open).days
    assert f"{days} days median time to close" in text_of(console.visitor("viewer").get("/"))


DAMAGE = (
    "UPDATE events SET body = '{}' WHERE case_id = ? AND kind = 'detected'",
    "UPDATE events SET kind = 'acknowledged' WHERE case_id = ? AND kind = 'detected'",
    "UPDATE events SET body = 'no JSON' WHERE case_id = ? AND kind = 'detected'",
    "UPDATE events SET at = 'never' WHERE case_id = ? AND kind = 'detected'",
    "DELETE FROM events WHERE case_id = ?",
)


def test_a_damaged_event_takes_no_page_down(anew: Console, caplog: pytest.LogCaptureFixture) -> None:
    """Its row says that it is damaged, and so does the log; the others are as before."""
    viewer, english = anew.visitor("viewer"), {"accept-language": "en"}
    broken = [case for case in anew.cases if case.state == "open"][: len(DAMAGE)]
    with closing(sqlite3.connect(anew.workspace.data / "records.sqlite")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement, case in zip(DAMAGE, broken, strict=True):
            with database:
                assert database.execute(statement, (case.id,)).rowcount >= 1, statement
    page = viewer.get("/", **english)
    assert page.status_code == 200
    answer = page.text.count("damaged: its events cannot be read")
    shown = [case for case in broken if f'href="/case/{case.id}"' in page.text]
    assert (answer, bool(shown)) == (len(shown), True)
    assert all(any(case.id[:8] in record.message for record in caplog.records) for case in shown)
    for case in broken:
        assert viewer.get(f"/case/{case.id}", **english).status_code in (200, 503), (
            "never an unforeseen error"
        )
        assert viewer.get("/exposures", **english).text.count(case.endpoint)


def test_what_waits_for_a_person_is_on_top_for_who_may_decide(console: Console) -> None:
    waiting = tasks(
        console.workspace,
        Cases(console.workspace.store.records).list(),
        list_reviews(console.workspace),
    )
    assert waiting
    shown = console.visitor("admin").get("/")
    for task in waiting:
        assert f'<a href="{task.page}">{task.text}</a>' in shown.text
        assert console.visitor("admin").get(task.page).status_code == 200
    assert "For you to do" not in console.visitor("viewer").get("/").text
