"""S3's lists and errors; the check's tests have whole conversations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.products import s3
from tests.scripted import page

LIST = (
    b'<ListBucketResult xmlns="http://doc.s3.amazonaws.com/2006-03-01/"><Name>a-b</Name></ListBucketResult>'
)


def test_a_list_is_told_by_its_namespace_and_an_error_by_who_says_it() -> None:
    assert s3.outermost_element(page(200, LIST)) == "ListBucketResult"
    assert (
        s3.outermost_element(page(403, b"<Error><Code>AccessDenied</Code></Error>", server="AmazonS3"))
        == "Error"
    )
    assert s3.outermost_element(page(403, b"<Error><Code>AccessDenied</Code></Error>", server="nginx")) == ""
    assert s3.outermost_element(page(200, b"<ListBucketResult>")) == ""


def test_paths_hold_nothing_that_could_end_them() -> None:
    assert s3.object_path("a", "b c/d?e#f/../g") == "/a/b%20c/d%3Fe%23f/../g"
    assert s3.list_path("", 5) == "/?list-type=2&max-keys=5"


@pytest.mark.hostile("H18")
@given(st.binary(max_size=200), st.integers(0, len(LIST)))
def test_any_bytes_are_read(tail: bytes, at: int) -> None:
    for status in (200, 403):
        reply = page(status, LIST[:at] + tail)
        assert s3.outermost_element(reply) in ("", "ListBucketResult", "ListAllMyBucketsResult", "Error")
        s3.buckets(reply), s3.objects(reply), s3.bucket(reply), s3.has_more(reply), s3.error(reply)
