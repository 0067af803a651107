from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.query.shodan_tokens import analyze


def test_a_search_is_taken_apart_as_shodan_does() -> None:
    assert analyze("Raspbian port:22") == {
        "attributes": {"ports": [22]},
        "errors": [],
        "string": "Raspbian",
        "filters": ["port"],
    }
    answer = analyze('"200 OK" country:NL,DE net:192.0.2.0/24 port:80,>1024 -country:US')
    assert answer["attributes"] == {
        "country": ["NL", "DE", "US"],
        "net": ["192.0.2.0/24"],
        "ports": [80, ">1024"],
    }
    assert answer["string"] == '"200 OK"'
    assert answer["filters"] == ["country", "net", "port"]


def test_what_is_wrong_stands_among_the_errors() -> None:
    answer = analyze("prot:22 x")
    assert answer["errors"] == [
        "unknown filter prot:; did you mean port: (to search for text with a colon, put it in quotation "
        "marks) (at character 1)"
    ]
    assert answer["attributes"] == {"prot": ["22"]}
    assert analyze('"open')["string"] == ""


@given(st.text(max_size=60))
def test_any_text_is_taken_apart(query: str) -> None:
    assert set(analyze(query)) == {"attributes", "errors", "string", "filters"}
