"""leftopen's own answers, as a stranger meets them: whole, cut, and such as only look like them."""

from __future__ import annotations

import pytest

from leftopen.wire.products import leftopen
from tests.scripted import page


@pytest.mark.parametrize(
    ("body", "total"),
    [
        (b'{"query":"","total":3,"matches":[{"ip_str":', 3),
        (b'{"query":"a \\"b\\" c","total":0,"matches":[],"facets":{}}', 0),
        (b'{"total":3,"matches":[', None),
        (b'{"query":"","total":-3,"matches":[', None),
        (b'{"query":"","total":"3","matches":[', None),
        (b'{"matches":[],"total":3}', None),
    ],
)
def test_what_the_search_finds(body: bytes, total: int | None) -> None:
    assert leftopen.found(page(200, body)) == total
    assert leftopen.found(page(401, body)) is None


@pytest.mark.parametrize(
    ("body", "total"),
    [
        (b'{"matches":[],"total":3}', 3),
        (b'{"matches":[{}],"total":3}', None),
        (b'{"matches":[],"total":true}', None),
        (b'{"matches":[],"total":3,"facets":{}}', None),
        (b'{"matches":[],"total":', None),
        (b"[]", None),
    ],
)
def test_what_the_api_counts(body: bytes, total: int | None) -> None:
    assert leftopen.counted(page(200, body)) == total
    assert leftopen.counted(page(500, body)) is None


def test_who_refuses_says_so_in_its_own_words() -> None:
    assert leftopen.refuses(page(401, b'{"error":"Sign in first."}'))
    assert not leftopen.refuses(page(200, b'{"error":"Sign in first."}'))
    assert not leftopen.refuses(page(401, b'{"error":["Sign in first."]}'))
    assert leftopen.distrusts_host(page(400, b'{"error":"Only a.example and b.example are served"}'))
    assert not leftopen.distrusts_host(page(400, b'{"error":"Only letters"}'))
