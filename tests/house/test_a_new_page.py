"""A new page of the console is one file: found by its folder, served, protected, in the navigation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leftopen import catalogue
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.web.console.app import Console as App
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.page_index import page_index
from leftopen.web.console.pages import installed
from leftopen.web.guard import Guard
from tests.web.console.conftest import Console, console_in
from tests.web.console.visitor import URL, Visitor, signed_in, text_of

PACKAGE = "made_up_pages"
SOURCE = '''"""A page that nothing else knows."""

from leftopen.model.permission import Permission
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.route import get, post


def show(request):
    return request.draw("refused.html", sentence=f"made up: {request.parts.get('id', 'all')}")


def change(request):
    request.audit("made up", request.one("name"))
    return request.to("/made-up", said="changed")


page = Page(
    routes=(
        get("/made-up", Permission.AUDIT, show),
        get("/made-up/{id}", Permission.AUDIT, show),
        post("/made-up/change", Permission.AUDIT, change),
    ),
    link=Link(title="Made up", help="What was made up.", order=535),
    about="api",
)
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of pages with one page."""
    made = tmp_path / PACKAGE
    made.mkdir()
    (made / "__init__.py").touch()
    (made / "made_up.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    yield made
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def pages_of(folder: Path) -> dict[str, Page]:
    return dict(catalogue.load_leaves(import_module(folder.name), "page", Page))


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with console_in(tmp_path / "data", furnished=False) as made:
        yield made


@pytest.fixture
def client(console: Console, folder: Path) -> TestClient:
    """The console with that page beside its own."""
    index = page_index({**installed().pages, **pages_of(folder)})
    state = replace(console.state, pages=index)
    return TestClient(Guard(App(state), names=state.options.names, wide=index.wide), base_url=URL)


def visitor(console: Console, client: TestClient, name: str) -> Visitor:
    made = signed_in(console.workspace, client, console.users[name])
    console.forget()
    return made


def test_it_is_served_and_in_the_navigation(console: Console, client: TestClient) -> None:
    admin = visitor(console, client, "admin")
    shown = admin.get("/made-up")
    assert shown.status_code == 200
    assert "made up: all" in text_of(shown)
    assert "made up: x7" in text_of(admin.get("/made-up/x7"))
    assert '<a href="/made-up" aria-current="page">Made up</a>' in shown.text
    assert 'href="/docs/reference/api"' in shown.text
    other = admin.get("/audit")
    links = ['href="/audit" aria-current="page"', 'href="/made-up">Made up', 'href="/settings"']
    places = [other.text.index(link) for link in links]
    assert places == sorted(places)
    assert "What was made up." in text_of(admin.get("/help"))
    changed = admin.post("/made-up/change", name="it")
    assert (changed.status_code, changed.headers["location"]) == (303, "/made-up?said=changed")
    assert [one.what for one in Audit(console.workspace.store.records).list(1)] == ["made up"]


def test_it_is_protected(console: Console, client: TestClient) -> None:
    assert visitor(console, client, "auditor").get("/made-up").status_code == 200
    viewer = visitor(console, client, "viewer")
    assert viewer.get("/made-up").status_code == 403
    assert viewer.post("/made-up/change", name="it").status_code == 403
    assert "/made-up" not in viewer.get("/").text
    assert "What was made up." not in text_of(viewer.get("/help"))
    stranger = Visitor(client=client).get("/made-up")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/sign-in?next=%2Fmade-up")
    admin = visitor(console, client, "admin")
    assert admin.post("/made-up/change", csrf="another").status_code == 403


def test_without_its_file_there_is_no_such_page(console: Console) -> None:
    assert console.visitor("admin").get("/made-up").status_code == 404


def test_a_file_that_binds_no_page_is_named(folder: Path) -> None:
    (folder / "_words.py").write_text("TEXT = 'a file that is no page'\n")
    assert list(pages_of(folder)) == ["made_up"]
    (folder / "another.py").write_text("pages = ()\n")
    with pytest.raises(TypeError, match=r"made_up_pages/another\.py must bind `page` to a Page"):
        pages_of(folder)


def test_every_file_of_the_folder_is_a_page() -> None:
    files = Path(str(import_module("leftopen.web.console.pages").__file__)).parent.glob("[!_]*.py")
    assert list(installed().pages) == sorted(file.stem for file in files)
