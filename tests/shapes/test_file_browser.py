"""File browsers in several dresses and languages; read-only lists, upload forms, JSON of programs."""

from __future__ import annotations

import pytest

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.file_browser import judge
from tests.shapes.made_up import answer, data, page, published

UPLOAD = '<form method="post"><input type="file" name="f"><button>Upload</button></form>'
ROWS = "".join(
    f'<tr><td><a href="/files/plan{n}.txt">plan{n}.txt</a></td><td>{n} KB</td><td>2023-02-08</td></tr>'
    for n in range(1, 6)
)
QUERY = "".join(f'<li><a href="?dir=/x&file=plan{n}.txt">plan{n}.txt</a> 2 KB</li>' for n in range(1, 6))
CARDS = "".join(
    f'<div class="card"><span>plan{n}.txt</span><span>2.1 kB</span><span>8 Feb 2023</span></div>'
    for n in range(1, 6)
)
CONTROLS = {
    "upload form": UPLOAD,
    "new folder": "<button>New folder</button>",
    "icons": '<a href="#"><i title="Create directory"></i></a>',
    "rename and delete": '<a href="?r">Rename</a> <a href="?d">Delete</a>',
    "french": "<button>Nouveau dossier</button><button>Téléverser</button>",
    "german": "<button>Umbenennen</button><button>Löschen</button>",
    "spanish": "<button>Nueva carpeta</button>",
    "chinese": "<button>新建文件夹</button><button>上传</button>",
    "japanese": '<input type="file"><button>アップロード</button>',
}


@pytest.mark.parametrize("controls", CONTROLS.values(), ids=CONTROLS)
@pytest.mark.parametrize(
    "dress",
    [f"<table>{ROWS}</table>", f"<ul>{QUERY}</ul>", f"<section>{CARDS}</section>"],
    ids=["table", "query", "cards"],
)
def test_files_with_controls_were_left_open(controls: str, dress: str) -> None:
    found = judge(page(controls + dress))
    assert found is not None
    assert (found.kind, found.intent) == (ExposureKind.DATA, Intent.LEFT_OPEN)
    assert found.said == "5 files and 0 folders listed"
    assert "plan" not in found.said + found.why
    assert found.size.bytes is not None


def test_a_login_form_beside_it_hides_nothing() -> None:
    assert judge(page(f'{UPLOAD}<form><input type="password"></form><table>{ROWS}</table>')) is not None


def test_a_public_exchange_is_published_but_not_with_more_than_an_upload() -> None:
    exchange = judge(published(f"{UPLOAD}<table>{ROWS}</table>"))
    assert exchange is not None
    assert exchange.intent is Intent.PUBLISHED
    managed = judge(published(f"{UPLOAD}<button>Rename</button><button>Delete</button><table>{ROWS}</table>"))
    assert managed is not None
    assert managed.intent is Intent.LEFT_OPEN


def rows(*names: str, **more: Json) -> list[Json]:
    listed: list[Json] = [{"name": name, "isDir": False, "size": 3, **more} for name in names]
    return [*listed, {"name": "sub", "isDir": True, **more}]


@pytest.mark.parametrize(
    "flags",
    [
        {"allow_upload": True},
        {"permissions": {"delete": True, "read": True}},
        {"user": {"perm": {"create": True}}},
    ],
)
def test_json_whose_program_permits_changes(flags: dict[str, Json]) -> None:
    found = judge(data({"data": {"items": rows("a.txt", "b.txt")}, **flags}))
    assert found is not None
    assert found.intent is Intent.LEFT_OPEN
    assert found.said == "2 files and 1 folder listed"


@pytest.mark.parametrize(
    ("names", "intent"),
    [
        (("a.jpg", "b.jpg"), Intent.UNDETERMINED),
        (("a.jpg", "mail.pst"), Intent.LEFT_OPEN),
        (("a-1.0.deb", "b-1.0.deb"), Intent.PUBLISHED),
    ],
)
def test_json_without_flags_is_judged_by_its_names(names: tuple[str, ...], intent: Intent) -> None:
    found = judge(data({"items": rows(*names), "allow_upload": False}))
    assert found is not None
    assert found.intent is intent


@pytest.mark.parametrize(
    "seen",
    [
        page(f"<table>{ROWS}</table>"),
        page(f"{UPLOAD}<p>Nothing was sent yet.</p>"),
        page(f"<button>Delete</button><table>{ROWS}</table>"),
        page(UPLOAD + '<a href="/about">About</a><a href="/help">Help</a>'),
        page('<button>New folder</button><div id="app"></div><script src="app.js"></script>'),
        answer(page(f"{UPLOAD}<table>{ROWS}</table>").text, "text/html", status=403),
        data([{"name": "Ann", "type": "person"}] * 5),
        data([{"name": "x", "size": 3}] * 5),
        data({"icons": [{"src": "a.png", "sizes": "1x1", "type": "image/png"}] * 4}),
    ],
)
def test_what_is_no_file_browser(seen: Answer) -> None:
    assert judge(seen) is None


def test_pages_of_settings_are_no_files() -> None:
    upload = "<form method=post><input type=file><button>Upload</button></form><button>Delete</button>"
    names = ("General", "Users", "Logo", "Colours", "Mail")
    tabs = "".join(f'<a href="/settings/{name.lower()}">{name}</a>' for name in names)
    assert judge(page(upload + tabs)) is None
    files = "".join(f'<a href="/files/{name.lower()}.pdf">{name}.pdf</a>' for name in names)
    assert judge(page(upload + files)) is not None
