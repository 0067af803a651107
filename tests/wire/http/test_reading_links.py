"""Which links promise reading: an allow-list.

`acting_links.jsonl` are links that act, as devices, panels, programs and home-made pages in thirty languages
have them, and `reading_links.jsonl` links that only read: both were written without knowledge of the rule.
`acting_paths.jsonl` were written against its first version.
"""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.pipeline.crawl_queue import CrawlQueue
from leftopen.pipeline.crawl_targets import targets
from leftopen.pipeline.safe_links import resolve_link, says_act, switches
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.reading_links import Kind, ever_promises, promises_reading

HERE = Path(__file__).parent
HOST = "127.0.0.1:8080"
LIVE = (
    "/openDoor", "/unlockdoor", "/wipeall", "/dropdb", "/killall", "/resetall", "/sendmail", "/factoryreset",
    "/H", "/L", "/удалить/1", "/clearall", "/wp-cron.php", "/lightson", "/api/door/open",
    "/api/message/1/read",
    "/droptable", "/formatdisk", "/runjob", "/execsql?q=1", "/sendsms?to=1", "/hardreset", "/mail/1/trash",
    "/impersonate/1", "/loeschen/1", "/einschalten", "/apagar", "/删除/1", "/purge/messages", "/reboot.html",
    "/users/1/delete/",
)  # fmt: skip
"""Requested by an ordinary scan once."""


def links(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / f"{name}_links.jsonl").read_text("utf-8").splitlines()]


ACTING = links("acting")


def queued(body: str) -> CrawlQueue:
    """What a crawl would still request of a page on the front."""
    reply = Reply(status=200, headers=(("Content-Type", "text/html"),), body=body.encode())
    made = CrawlQueue(half=65536)
    for target in targets(read_answer("/", reply), HOST):
        made.add(target)
    return made


def paths(made: CrawlQueue) -> set[str]:
    found = set()
    while (target := made.take()) is not None:
        found.add(target.path)
    return found


@pytest.mark.parametrize("path", LIVE)
def test_what_was_requested_once_is_left_alone(path: str) -> None:
    assert not ever_promises(quote(path, safe="/?=&%.-"))


def test_no_link_that_acts_is_requested_whatever_it_says_of_itself() -> None:
    followed: list[str] = []
    for link in ACTING:
        page = f"<html><body><a href='{link['href'].replace(chr(39), '%27')}'>x</a></body></html>"
        followed += paths(queued(page))
    assert len(ACTING) >= 400
    assert followed == []


def test_no_path_that_acts_is_requested_when_a_script_names_it() -> None:
    followed: list[str] = []
    for link in ACTING:
        if '"' not in link["href"]:
            page = f'<html><body><script>fetch("{link["href"]}").then(show)</script></body></html>'
            followed += paths(queued(page))
    assert followed == []


def test_an_api_description_helps_no_word_that_acts() -> None:
    paths = [resolve_link("/", one["href"], HOST) for one in ACTING]
    asked = {path for path in paths if path and promises_reading(path, Kind.DOCUMENTED)}
    # "cancel" in Norwegian, in a path that the server itself documents as a GET: the one that is believed.
    assert asked <= {"/avbestill/time/44"}


@pytest.mark.parametrize("kind", list(Kind))
def test_no_path_that_was_made_against_the_rule_passes(kind: Kind) -> None:
    lines = (HERE / "acting_paths.jsonl").read_text("utf-8").splitlines()
    paths = [one["path"] for one in map(json.loads, lines) if one["kind"] == kind.value]
    assert len(paths) >= 10
    front = [path for path in paths if promises_reading(path, kind)]
    assert [path for path in front if kind is Kind.FILE or (not says_act(path) and not switches(path))] == []


def test_links_that_are_left_are_counted_once() -> None:
    made = queued(
        "<html><body><a href=/openDoor>a</a><a href=/openDoor>b</a><a href=/mails>c</a></body></html>"
    )
    assert list(made.left) == ["/openDoor"]
    assert paths(made) == {"/mails"}


@pytest.mark.parametrize(
    "path",
    [
        "/", "/messages", "/messages/", "/inbox.php", "/userlist.html", "/api/v1/users?page=2", "/metrics",
        "/openapi.json", "/reports/12", "/Dateien/", "/fichiers?ordre=date", "/api/stats", "/status.cgi",
        "/data/people_2023.csv", "/list?sort=size&order=desc", "/documents/2024-05-01", "/courriels",
        "/robots.txt", "/index.php?id=12", "/users.json?limit=10", "/kalender/termine",
        "/app/", "/en", "/api/v1", "/LDkIONsDYsTovtPQxNVH/home",
        "/cgit.cgi/website.git/", "/awstats.pl?config=depot&framename=mainright",
    ],
)  # fmt: skip
def test_what_promises_reading(path: str) -> None:
    assert promises_reading(path)


@pytest.mark.parametrize(
    "path",
    [
        "/x", "/1", "/a.php", "/index.php?cmd=1", "/index.php?delete=3", "/?id=1", "/?v=1", "/list?do=x",
        "/messages/12", "/mail/5", "/zones/3", "/channel/4", "/api/relay", "/api/lights", "/LPOP/jobs.json",
        "/list;purge", "/list//x", "/%25%36%34elete/list", "/%2525252525252564/list", "/list?view=delete",
        "/list?action=run", "/users/5?status=closed", "/отчёты", "/报告/list", "/list%00", "/open/list",
        "/H/",
        "/list?page=on", "/list?order=a&x=1", "/report.exe?PDP,R100",
    ],
)  # fmt: skip
def test_what_does_not(path: str) -> None:
    assert not promises_reading(path)


@pytest.mark.parametrize(
    ("path", "kind", "reads"),
    [
        ("/Halde/", Kind.FOLDER, True),
        ("/backup/2023/", Kind.FOLDER, True),
        ("/Halde", Kind.FOLDER, False),
        ("/wipe-all/", Kind.FOLDER, False),
        ("/Halde/", Kind.PAGE, False),
        ("/x/reset.sql", Kind.FILE, True),
        ("/x/Договор.docx", Kind.FILE, True),
        ("/x/.env", Kind.FILE, True),
        ("/x/INBOX", Kind.FILE, True),
        ("/x/wp-cron.php", Kind.FILE, False),
        ("/x/lightson", Kind.FILE, False),
        ("/x/H", Kind.FILE, False),
        ("/x/a.pdf?delete=1", Kind.FILE, False),
        ("/js/app.3fa1.js?v=12", Kind.SCRIPT, True),
        ("/js/go.js", Kind.SCRIPT, True),
        ("/js/reboot.js", Kind.SCRIPT, False),
        ("/js/run.php", Kind.SCRIPT, False),
        ("/?action=stream", Kind.PICTURE, True),
        ("/cam/snapshot.jpg?_=1", Kind.PICTURE, True),
        ("/cgi-bin/video.cgi", Kind.PICTURE, True),
        ("/?action=reboot", Kind.PICTURE, False),
        ("/track.gif?open=1&u=x", Kind.PICTURE, False),
        ("/pets/5/vaccinations", Kind.DOCUMENTED, True),
        ("/pets/5/feed", Kind.DOCUMENTED, False),
        ("/door/open", Kind.DOCUMENTED, False),
    ],
)
def test_what_names_the_request_decides(path: str, kind: Kind, reads: bool) -> None:
    assert promises_reading(path, kind) is reads


def test_a_path_that_was_asked_may_be_paged() -> None:
    assert promises_reading("/halde?page=2", known=True)
    assert not promises_reading("/halde?page=2")
    assert not promises_reading("/halde?light=1", known=True)
    assert not promises_reading("/delete?page=2", known=True)


def test_no_word_is_both_a_reading_noun_and_one_that_acts() -> None:
    file = resources.files("leftopen.wire.http").joinpath("link_words.toml")
    lists = tomllib.loads(file.read_text("utf-8"))
    nouns = set(f"{lists['nouns']} {lists['qualifiers']}".split())
    acts = {word for name in ("acts", "acts_in_paths", "verbs", "devices") for word in lists[name].split()}
    assert nouns.isdisjoint(acts), nouns & acts


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_any_text_is_judged(text: str, kind: Kind) -> None:
    assert promises_reading("/" + text, kind) in (True, False)


WORDS = ("delete", "open", "reboot", "relay", "wipe", "ouvrir", "einschalten", "unlockdoor")
PLACES = ("/{}", "/{}/list", "/list/{}", "/users?view={}", "/users?{}=1", "/{}.json", "/users.{}")


@given(st.sampled_from(WORDS), st.sampled_from(PLACES), st.integers(0, 4))
def test_a_word_that_acts_stops_it_in_any_place_and_code(word: str, place: str, times: int) -> None:
    answer = "".join(f"%{ord(one):02x}" for one in word) if times else word
    for _ in range(times - 1):
        answer = quote(answer)
    assert not promises_reading(place.format(answer))
