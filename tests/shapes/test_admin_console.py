"""The administration console: rows with controls that stop, delete or change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.admin_console import shape
from tests.shapes.dresses import LOGIN, advertisement, html, read, shell, spoilt, table

OPEN, MAYBE, PUBLIC = Intent.LEFT_OPEN, Intent.UNDETERMINED, Intent.PUBLISHED
DATA = ExposureKind.DATA
WORDS = "server containers delete restart stop uptime memory processes logs"
HIT = "<h1>Containers</h1>Memory" + table(
    "Name|State|", "a|up|<form method=post><button>Stop</button></form>", "b|up|x"
)
HIT += "<button>Restart</button>"


def seen(answer: Answer) -> ShapeMatch:
    match = shape.judge(answer)
    assert match is not None
    return match


@pytest.mark.parametrize("answer", shape.hits)
def test_its_own_examples_show_it(answer: Answer) -> None:
    assert shape.judge(answer) is not None


@pytest.mark.parametrize("answer", [*shape.misses, advertisement(WORDS), shell(WORDS), html(LOGIN + HIT)])
def test_near_misses_do_not(answer: Answer) -> None:
    assert shape.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "kind", "intent"),
    [
        (
            html(
                "<h1>Services</h1>Memory"
                + table("Name|State|", "a|up|<a href=/x?stop=1>Stop</a>", "b|up|<a href=/x?stop=2>Stop</a>")
                + "<button>Reload</button>"
            ),
            DATA,
            OPEN,
        ),
        (
            html(
                "<h1>Prozesse</h1><p>Speicher</p><table><tr><td>a</td><td>läuft</td><td><form "
                "method=post><button>Beenden</button>"
                "</form></td></tr></table><button>Neustart</button>"
            ),
            DATA,
            OPEN,
        ),
        (
            html(
                "<h1>Conteneurs</h1><p>réseau</p><ul><li><b>a</b><i>1</i><button>Supprimer</button></li>"
                "<li><b>b</b><i>1</i>"
                "<button>Supprimer</button></li><li><b>c</b><i>1</i><button>Supprimer</button></li></ul>"
            ),
            DATA,
            OPEN,
        ),
        (
            html(
                "<h1>Nodes</h1><p>cluster</p><table><tr><td>a</td><td>up</td></tr></table><button>"
                "Shutdown</button><button>Add</button>"
            ),
            DATA,
            MAYBE,
        ),
        (
            html(
                "<h1>サーバー</h1><p>コンテナ</p><table><tr><td>a</td><td>1</td><td><form "
                "method=post><button>削除</button>"
                "<button>停止</button></form></td></tr></table>"
            ),
            DATA,
            OPEN,
        ),
    ],
)
def test_dresses(answer: Answer, kind: ExposureKind, intent: Intent) -> None:
    match = seen(answer)
    assert (match.kind, match.intent) == (kind, intent)
    assert match.said
    assert match.why


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_only_a_success_shows_it(status: int) -> None:
    for answer in shape.hits:
        refused = read(answer.reply.body, answer.kind, answer.path, status)
        assert shape.judge(refused) is None


@given(st.data())
def test_any_bytes_never_raise(drawn: st.DataObject) -> None:
    match = shape.judge(drawn.draw(spoilt(shape)))
    assert match is None or (match.said and match.why)


def test_a_public_page_is_published() -> None:
    public = "<a href=/privacy>Privacy policy</a><footer>© 2023 Made Up</footer>"
    assert seen(html(HIT + public)).intent is PUBLIC


def test_its_own_api_may_still_refuse() -> None:
    assert seen(html(HIT)).by_controls


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Basket</h1>"
        + table("Item|Price|", "Lamp|12|<button>Remove</button>")
        + "<button>Checkout</button>",
        "<h1>Thread</h1>"
        + table("Who|Text|", "Ann|the server is down|<a>Delete</a>")
        + "<button>Reply</button>",
        "<h1>Chess club</h1>" + table("Name|Rank|", "Ann|1|<button>Remove</button>") + "<button>Add</button>",
    ],
)
def test_pages_where_visitors_delete_are_none(body: str) -> None:
    assert shape.judge(html(body)) is None


def test_rows_are_counted_and_not_sampled() -> None:
    match = seen(html(HIT))
    assert match.size.records == 2
    assert len(match.sample) == 0


@pytest.mark.parametrize(
    "links",
    [
        "<a href='git-prune.html'>git-prune</a> <a href='disable.html#stop'>disable server</a>",
        "<a href='#remove'>remove</a> <a href='postconf.5.html#disable_cache'>disable cache</a>",
        "".join(
            f"<a href='/help/{one}'>{one}</a> " for one in ("add", "remove", "update", "purge", "status")
        ),
    ],
)
def test_a_manual_whose_words_are_commands_is_none(links: str) -> None:
    rows = "".join(f"<tr><td>server {n}</td><td>what it does</td><td>{links}</td></tr>" for n in range(3))
    assert shape.judge(html(f"<h1>Server manual: status and sessions</h1><table>{rows}</table>")) is None
