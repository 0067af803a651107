from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.query.flatten import flatten
from tests.store.samples import seen

JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["status", "title", "cert", "subject", "CN", "favicon", "hash"]), inner
        )
    ),
)


def test_the_columns_come_out_of_the_blocks() -> None:
    o = seen(
        blocks={
            "http": {"status": 200, "title": "Inbox", "server": "x", "html_hash": -5, "favicon": {"hash": 9}},
            "ssl": {
                "cert": {"subject": {"CN": "a.example.org"}, "serial": 2**80, "fingerprint": {"sha256": "ab"}}
            },
        }
    )
    flat = flatten(o)
    assert (flat["http_status"], flat["http_title"], flat["http_html_hash"]) == (200, "Inbox", -5)
    assert (flat["http_favicon_hash"], flat["ssl_subject_cn"]) == (9, "a.example.org")
    assert (flat["ssl_serial"], flat["ssl_fingerprint"]) == (str(2**80), "ab")


@given(JSON, JSON)
def test_any_block_gives_columns_of_the_right_type(http: Json, ssl: Json) -> None:
    flat = flatten(seen(blocks={"http": http, "ssl": ssl}))
    for name, value in flat.items():
        assert isinstance(value, int) == name.endswith(("status", "hash"))
    assert 0 <= int(flat["http_status"]) <= 999
