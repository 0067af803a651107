"""Pages of a probe inside HTTP, and the facts that it shares with any web server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http import http_exchanges, http_facts
from tests.scripted import page

FRONT = page(200, b"<title>Made up</title>", server="made-up/1")


def test_packed_turns_are_pages_by_path_and_a_bare_answer_is_the_front_page() -> None:
    assert http_facts.pages(http_exchanges.pack((("/", FRONT), ("/x", page(404))))) == {
        "/": FRONT,
        "/x": page(404),
    }
    bare = http_facts.pages(b"HTTP/1.0 200 OK\r\n\r\nhello")
    assert bare["/"].body == b"hello"


def test_the_facts_keep_the_web_block_beside_their_own() -> None:
    facts = http_facts.facts(
        FRONT, {"made": {"up": 1}}, product="Made", version="1.2", cpe="cpe:/a:made:up", tags=("database",)
    )
    assert facts is not None
    assert (facts.product, facts.version, facts.info, facts.tags) == ("Made", "1.2", "", ("database",))
    assert facts.cpe == ("cpe:/a:made:up:1.2",)
    assert set(facts.blocks) == {"http", "made"}
    assert facts.data == FRONT.head


def test_an_odd_version_makes_no_cpe() -> None:
    facts = http_facts.facts(FRONT, {}, product="Made", version="1.6~rc0", cpe="cpe:/a:made:up")
    assert facts is not None
    assert facts.cpe == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_pages_or_none(raw: bytes) -> None:
    http_facts.pages(raw)
    http_facts.pages(http_exchanges.MARK + raw)
