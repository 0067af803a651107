"""A page of the list of a bucket: every key as it is, and nothing half."""

from __future__ import annotations

from urllib.parse import quote_plus
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.bucket_list import BadList, read_page

KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
PRINTED = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)
AZURE = """\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://x/"
ContainerName="records"><Prefix>mail/</Prefix><Blobs><Blob><Name>mail/a//b</Name><Properties>
<Last-Modified>Mon, 02 Jan 2023 03:04:05 GMT</Last-Modified><Etag>0x8D1</Etag>
<Content-Length>7</Content-Length>
</Properties></Blob><Blob><Name Encoded="true">mail/%01</Name><Properties><Etag>"0x8D2"</Etag>
<Content-Length>0</Content-Length></Properties><Metadata><Name>not this</Name></Metadata></Blob></Blobs>
<NextMarker>2!next</NextMarker></EnumerationResults>"""


def page(keys: list[str], quoted: bool) -> bytes:
    rows = "".join(
        f"<Contents><Key>{quote_plus(key, safe='/') if quoted else escape(key)}</Key><Size>{at}</Size>"
        f"<ETag>&quot;e{at}&quot;</ETag><LastModified>2023-01-02T03:04:05.000Z</LastModified></Contents>"
        for at, key in enumerate(keys)
    )
    answer = "<EncodingType>url</EncodingType>" if quoted else ""
    space = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
    return f"<ListBucketResult {space}>{answer}{rows}</ListBucketResult>".encode()


@given(st.lists(KEYS, max_size=6))
def test_encoded_keys_are_what_they_were(keys: list[str]) -> None:
    found = read_page(page(keys, quoted=True))
    assert [one.key for one in found.objects] == keys
    assert [(one.size, one.etag) for one in found.objects] == [(at, f"e{at}") for at in range(len(keys))]
    assert {one.changed for one in found.objects} <= {1_672_628_645 * 10**9}
    assert found.next == ""


@given(st.lists(PRINTED, max_size=6))
def test_keys_of_a_service_that_does_not_encode_them(keys: list[str]) -> None:
    assert [one.key for one in read_page(page(keys, quoted=False)).objects] == keys


def test_a_page_of_azure() -> None:
    found = read_page(AZURE.encode())
    assert [(one.key, one.size, one.etag, one.changed) for one in found.objects] == [
        ("mail/a//b", 7, "0x8D1", 1_672_628_645 * 10**9),
        ("mail/\x01", 0, "0x8D2", 0),
    ]
    assert found.next == "2!next"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<Error><Code>AccessDenied</Code></Error>",
        page(["a"], quoted=False)[:-3],
        page(["a"], quoted=False).replace(b"<Size>0</Size>", b""),
        page(["a"], quoted=False).replace(b"<Key>a</Key>", b""),
        page(["a"], quoted=False).replace(b">0<", b">-1<"),
        page(["a"], quoted=False).replace(b">0<", b">%s<" % (b"9" * 5000)),
        page(["a"] * 20_001, quoted=False),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + page(["a"], quoted=False),
        page(["a" * 17_000], quoted=False),
        b"<ListBucketResult>" + b"<a>" * 40 + b"</a>" * 40 + b"</ListBucketResult>",
        b"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    ],
)
def test_what_is_no_whole_page_is_refused(body: bytes) -> None:
    with pytest.raises(BadList):
        read_page(body)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda raw: page(["a"], quoted=True)[:90] + raw))
def test_any_bytes_are_a_page_or_refused(body: bytes) -> None:
    try:
        read_page(body)
    except BadList:
        return
