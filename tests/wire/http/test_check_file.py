"""A check that is stated as data: what a file may say, what it means, and what is refused with its place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.check import Check
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from leftopen.wire.http.check_file import LARGEST, read_check
from tests.observed import observed
from tests.scripted import Scripted, finish, page

HEAD = """
title = "Made-up records readable without authentication"
about = "A made-up product."
severity = "high"
references = ["https://made-up.example/docs"]
sized_by = "records from its own counter"
remedy = "Set `auth = true` in made-up.conf, and restart it."
products = ["Made-up"]
"""
COUNTED = (
    '[[requests]]\npath = "/status"\njson = { product = "made-up*" }\ncount = ["a", "b"]\nnoun = "record"\n'
)
SECOND = '[[requests]]\npath = "/more"\nlevel = "listing"\n'
FILES = [
    file.read_text() for file in resources.files("leftopen.checks").iterdir() if file.name.endswith(".toml")
]


def made(*parts: str) -> Check:
    return read_check("\n".join((HEAD, *parts)))


def answered(**members: object) -> Reply:
    return page(200, json.dumps(members).encode())


def look(
    check: Check, *replies: Reply, paths: tuple[str, ...] = ("/status", "/more")
) -> tuple[Reason, str, int | None]:
    pages = dict(zip(paths, replies, strict=False))
    heard = finish(
        check.run(
            observed(module="http"), Scripted(pages=pages, budget=check.requests, level=ReadLevel.LISTING)
        )
    ).replies
    verdict = check.judge(heard)
    return verdict.reason, verdict.said, check.measure(heard).records


def test_a_sum_of_counters_beside_a_value_that_begins_so() -> None:
    check = made(COUNTED)
    assert look(check, answered(product="made-up 1.2", a=2, b=3)) == (
        Reason.METADATA_READABLE,
        "5 records",
        5,
    )
    assert look(check, answered(product="made-up", a=0, b=0))[0] is Reason.EMPTY_READABLE
    for other in ({"product": "other"}, {"b": "3"}, {"b": True}, {"b": None}):
        reply = answered(**{"product": "made-up", "a": 2, "b": 3} | other)
        assert look(check, reply)[0] is Reason.NOT_UNDERSTOOD


def test_it_applies_to_its_products_or_its_front_page_or_else_to_any_web_server() -> None:
    front = '[[front_pages]]\nstatus = 302\nheader = "location"\ntext = "/ui/"\n'
    mine, other = observed(module="http", product="Made-up"), observed(module="http", product="nginx")
    assert made(COUNTED).applies(mine)
    assert not made(COUNTED).applies(other)
    anything = read_check(HEAD.replace('products = ["Made-up"]', "") + COUNTED)
    assert anything.applies(other)
    assert not anything.applies(observed(module="ssh"))
    both = made(front, COUNTED)
    assert both.applies(mine)
    assert not both.applies(other)


@pytest.mark.parametrize(
    ("proof", "more", "reason"),
    [
        ("all", answered(items=["x"]), Reason.METADATA_READABLE),
        ("all", page(403, b""), Reason.NOT_UNDERSTOOD),
        ("first", page(403, b""), Reason.METADATA_READABLE),
    ],
)
def test_two_requests_prove_it_together_or_the_first_alone(proof: str, more: Reply, reason: Reason) -> None:
    listed = f'{SECOND}noun = "item"\n[requests.list]\nat = "items"\neach = "<string>"\n'
    shown = '[[requests]]\npath = "/status"\njson = { product = "made-up" }\nshows = "version"\n'
    check = made(f'proof = "{proof}"', shown, listed)
    assert check.deepest is ReadLevel.LISTING
    assert look(check, answered(product="made-up"), more)[0] is reason
    assert look(check, answered(product="other"), more)[0] is Reason.NOT_UNDERSTOOD


def test_the_second_path_may_be_another_place_of_the_first() -> None:
    check = made(
        'proof = "last"', COUNTED, f'{SECOND}after = [404]\njson = {{ a = "<integer>" }}\nshows = "status"\n'
    )
    assert look(check, page(404, b""), answered(a=1))[:2] == (Reason.METADATA_READABLE, "status")
    assert look(check, page(404, b""), page(401, b""))[0] is Reason.PASSWORD_ASKED
    assert look(check, page(401, b""))[0] is Reason.PASSWORD_ASKED


def test_what_closes_it_is_its_own_word_or_that_it_is_gone() -> None:
    own = '[closed]\nstatus = 403\nstarts_with = "no token"\nsaid = "HTTP 403: a token is required"\n'
    assert look(made(own, COUNTED), page(403, b"no token"))[:2] == (
        Reason.PASSWORD_ASKED, "HTTP 403: a token is required",
    )  # fmt: skip
    assert look(made(COUNTED), page(404, b""))[0] is Reason.NOT_UNDERSTOOD
    assert look(made("closed_when_gone = true", COUNTED), page(404, b""))[0] is Reason.NOT_SERVED


STORES = """
[[requests]]
path = "/status"
noun = "store"
json = { version = "<any>" }
[requests.members]
at = "stores"
each = { records = "<integer>" }
sums = { entry = "records" }
[[requests.outcomes]]
some = ["entry"]
says = "{entry} in {store}"
kind = "data"
records = ["entry"]
bytes = "size"
[[requests.outcomes]]
json = { guarded = false }
says = "{store}, without a guard"
records = ["store"]
"""


def test_the_first_outcome_that_fits_says_how_much_of_what_there_is() -> None:
    stores = {"a": {"records": 2}, "b": {"records": 3}}
    check = made(STORES.replace('noun = "store"', 'noun = "store"\nplurals = { entry = "entries" }'))
    data, metadata = Reason.DATA_READABLE, Reason.METADATA_READABLE
    full = answered(version=None, stores=stores, size="42")
    assert look(check, full) == (data, "5 entries in 2 stores", 5)
    assert check.measure((full,)).bytes == 42
    for size in ("x", True, -1, "9" * 30):
        assert check.measure((answered(version=None, stores=stores, size=size),)).bytes is None
    empty = {"a": {"records": 0}}
    assert look(check, answered(version=1, stores=empty, guarded=False)) == (
        metadata, "1 store, without a guard", 1,
    )  # fmt: skip
    assert look(check, answered(version=1, stores=empty)) == (metadata, "1 store", 1)
    assert look(check, answered(version=1, stores={}))[0] is Reason.EMPTY_READABLE
    for other in (
        answered(stores=stores),
        answered(version=1, stores=[]),
        answered(version=1, stores={"a": 7}),
    ):
        assert look(check, other)[0] is Reason.NOT_UNDERSTOOD
    assert look(check, replace(full, cut=True))[0] is Reason.NOT_UNDERSTOOD


def test_a_second_reply_that_is_refused_may_leave_it_unknown() -> None:
    shown = '[[requests]]\npath = "/status"\njson = { product = "made-up" }\nshows = "version"\n'
    counted = SECOND + '[requests.count]\na = "x"\nb = "y"\n[[requests.outcomes]]\nsays = "{a}, {b}"\n'
    check = made('proof = "unrefused"', shown, counted)
    first = answered(product="made-up")
    assert look(check, first, answered(x=1, y=2))[1] == "1 a, 2 bs"
    assert look(check, first, answered(x=1, y="2"))[1] == "version"
    assert look(check, first, page(403, b""))[0] is Reason.NOT_UNDERSTOOD


def test_a_front_page_may_be_known_by_whole_lines() -> None:
    check = made('[[front_pages]]\nstatus = 404\nlines = ["x-made-up: 1", "length: 10"]\n', COUNTED)
    other = observed(module="http", product="nginx")
    assert check.applies(replace(other, data="HTTP/1.1 404 Gone\r\nX-Made-Up: 1\r\nLength: 10\r\n"))
    assert not check.applies(replace(other, data="HTTP/1.1 404 Gone\r\nX-Made-Up: 1\r\nLength: 104\r\n"))


LISTED = """
[[requests]]
path = "/status"
noun = "item"
[requests.list]
at = "items"
each = { name = "<string>" }
"""
ONE = {"name": "a"}


@pytest.mark.parametrize(
    ("more", "members", "said"),
    [
        ('total = "all"', {"items": [ONE], "all": 7}, "7 items"),
        ('total = "all"', {"items": [], "all": 0}, "0 items"),
        ('total = "all"', {"items": [], "all": 7}, ""),
        ('total = "all"', {"items": [ONE], "all": 0}, ""),
        ('total = "all"', {"items": [ONE], "all": "7"}, ""),
        ('more = "rest"', {"items": [ONE], "rest": 4}, "5 items"),
        ('more = "rest"', {"items": [ONE]}, "1 item"),
        ('[requests.partial]\njson = { next = "*" }', {"items": [ONE], "next": "x"}, "at least 1 item"),
        ('[requests.partial]\njson = { next = "*" }', {"items": [ONE], "next": ""}, "1 item"),
        ("null = true", {"items": None}, "0 items"),
        ("null = true", {}, "0 items"),
        ("null = true", {"items": {}}, ""),
        ("", {"items": None}, ""),
    ],
)
def test_a_list_agrees_with_the_servers_own_counter(more: str, members: dict[str, object], said: str) -> None:
    reason, found, _ = look(made(f"{LISTED}{more}\n"), answered(**members))
    assert (found if reason is not Reason.NOT_UNDERSTOOD else "") == said


def test_a_total_of_a_list_that_was_cut_proves_nothing() -> None:
    cut = Reply(status=200, body=b'{"items": [{"name": "a"}, {"na', cut=True)
    assert look(made(LISTED), cut)[1] == "at least 1 item"
    assert look(made(LISTED + 'total = "all"\n'), cut)[0] is Reason.NOT_UNDERSTOOD


CLOSED = """
[closed]
headers = { x-made-up = "<number>", x-policy = "deny" }
json = { "" = "<empty>" }
reason = "forbidden"
said = "nothing shown"
"""


def test_a_header_and_an_empty_object_may_close_it() -> None:
    check, mine = made(CLOSED, LISTED), {"x_made_up": "7", "x_policy": "deny"}
    assert look(check, page(200, b"{}", **mine))[:2] == (Reason.FORBIDDEN, "nothing shown")
    for other in ({**mine, "x_made_up": "x"}, {**mine, "x_policy": "allow"}, {"x_policy": "deny"}):
        assert look(check, page(200, b"{}", **other))[0] is Reason.NOT_UNDERSTOOD
    assert look(check, page(200, b'{"a": 1}', **mine))[0] is Reason.NOT_UNDERSTOOD


def test_of_several_tables_of_headers_one_is_enough() -> None:
    check = made(COUNTED + "headers = [{ x-a = '*', x-b = '1' }, { x-c = '*' }]\n")
    body = answered(product="made-up", a=1, b=1).body
    assert look(check, page(200, body, x_a="x", x_b="1"))[0] is Reason.METADATA_READABLE
    assert look(check, page(200, body, x_c="x"))[0] is Reason.METADATA_READABLE
    assert look(check, page(200, body, x_a="x"))[0] is Reason.NOT_UNDERSTOOD


def test_two_replies_may_close_it_together_and_the_last_may_deny_it() -> None:
    gone = '[[requests]]\npath = "/status"\nstatus = 404\njson = { word = "new" }\nshows = "set-up"\n'
    named = SECOND + 'after = [204, 404]\njson = { name = "made-up" }\nshows = "name"\n'
    done = '[closed]\nstatus = 204\nwith_second = true\nsaid = "it is set up"\n'
    check, name = made('denied_by = "last"', done, gone, named), answered(name="made-up")
    new = page(404, b'{"word": "new"}')
    assert look(check, new, name)[:2] == (Reason.METADATA_READABLE, "set-up")
    assert look(check, page(204), name)[:2] == (Reason.PASSWORD_ASKED, "it is set up")
    assert look(check, page(204), answered(name="other"))[0] is Reason.NOT_UNDERSTOOD
    assert look(check, page(204), page(401))[0] is Reason.PASSWORD_ASKED


def test_a_reply_may_be_undecided_or_a_denial_of_every_path() -> None:
    check = made('undecided = "no name"', '[denies]\nstatus = 403\nheaders = { x-made-up = "*" }\n', COUNTED)
    assert look(check, page(401, b"no name\n"))[0] is Reason.NOT_UNDERSTOOD
    assert look(check, page(401, b"no password"))[0] is Reason.PASSWORD_ASKED
    assert check.denies(page(403, x_made_up="1"))
    assert not check.denies(page(403))
    assert not check.denies(page(401, x_made_up="1"))


def test_an_item_among_others_and_the_first_of_a_list() -> None:
    among = 'among = { steps = [{ step = "user", done = false }, { step = "last" }] }\n'
    check = made(
        f'[[requests]]\npath = "/status"\nshows = "set-up"\njson = {{ "steps.0.step" = "user" }}\n{among}'
    )
    user, last = {"step": "user", "done": False}, {"step": "last"}
    assert look(check, answered(steps=[user, {}, last]))[1] == "set-up"
    for other in ([user], [last, user], [{**user, "done": True}, last], {"0": user}, None):
        assert look(check, answered(steps=other))[0] is Reason.NOT_UNDERSTOOD


def test_an_identity_and_the_title_of_a_page_are_signs() -> None:
    mine = '[[requests]]\npath = "/status"\njson = { "" = "<uuid>" }\nshows = "console"\n'
    check, me = (
        made(mine, f'{SECOND}title = "Made up"\nshows = "page"\n'),
        "00000000-0000-4000-8000-00000000000a",
    )
    titled = page(200, b"<title>Made  up</title>")
    assert look(check, page(200, json.dumps(me).encode()), titled)[1] == "console"
    for other, second in ((me.upper(), titled), (me[1:], titled), (me, page(200, b"<title>Made</title>"))):
        assert look(check, page(200, json.dumps(other).encode()), second)[0] is Reason.NOT_UNDERSTOOD


def test_the_words_of_two_replies_may_be_joined() -> None:
    shown = '[[requests]]\npath = "/status"\njson = { product = "made-up" }\nshows = "anonymous"\n'
    check = made('proof = "joined"', shown, f'{SECOND}count = ["n"]\nnoun = "item"\n')
    first = answered(product="made-up")
    assert look(check, first, answered(n=2)) == (Reason.METADATA_READABLE, "2 items; anonymous", 2)
    assert look(check, first, page(403))[1] == "anonymous"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (COUNTED.replace("/status", "//other.example/"), "$.requests[0].path"),
        (COUNTED.replace("/status", "https://other.example/"), "$.requests[0].path"),
        (COUNTED.replace("/status", "/{name}"), "$.requests[0].path"),
        (COUNTED + 'method = "POST"', "$.requests[0].method"),
        (COUNTED + "limit = 99999999", "$.requests[0].limit"),
        (COUNTED + 'body = "x"', "unknown field `body`"),
        ('[[requests]]\npath = "/status"\n', "body of its reply"),
        (COUNTED.replace('noun = "record"', ""), "`noun` goes with"),
        (COUNTED + '[[requests.outcomes]]\nsays = "{record} of {other}"\n', "no counter is called 'other'"),
        (COUNTED.replace('["a", "b"]', '{ record = "a" }'), "`noun` goes with"),
        (SECOND + 'count = { record = "a" }\n', "goes with `outcomes`"),
        (STORES.replace('noun = "store"', 'noun = "store"\ncount = ["a"]'), "it counts one of"),
        ('[closed]\nstatus = 403\nsaid = "x"\n' + COUNTED, "more than a status"),
        ("[[front_pages]]\nstatus = 404\n" + COUNTED, "`lines`"),
        (COUNTED + 'kind = "none"\n', "`kind` is data"),
        (STORES.replace('kind = "data"', 'kind = "none"'), "`kind` is data"),
        (COUNTED * 3, "$.requests"),
        ("x = " + "[" * 20_000, ""),
        ("#" * LARGEST, "characters"),
        ("title = ", "Invalid value"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ValueError, match=re.escape(place) if place else "nested"):
        made(text)


@given(st.sampled_from(FILES), st.integers(0, 2000), st.text(max_size=4))
def test_any_change_of_a_file_gives_a_check_or_a_word_about_it(text: str, at: int, more: str) -> None:
    try:
        check = read_check(text[:at] + more + text[at + 1 :])
    except ValueError as error:
        assert str(error)
    else:
        assert check.judge(()).state is State.UNKNOWN
