"""Addresses of buckets, and the files with their credentials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadAddress, BadSetting
from leftopen.formats.bucket_address import bucket_place, is_bucket
from leftopen.formats.bucket_credentials import bucket_credentials
from leftopen.model.bucket import StoreKind

SECRET = "do-not-quote"


@pytest.mark.parametrize(
    ("text", "endpoint", "host", "port", "bucket", "prefix"),
    [
        ("s3://records/2019/mail", "https://s3.example.org", "s3.example.org", 443, "records", "2019/mail"),
        ("s3://records", "http://127.0.0.1:9000/", "127.0.0.1", 9000, "records", ""),
        ("az://mail/a/", "https://made.blob.core.usgovcloudapi.net", "made.blob.core.usgovcloudapi.net", 443,
         "mail", "a"),
        ("gs://records/x", "", "storage.googleapis.com", 443, "records", "x"),
        ("s3://records", "http://[::1]:81", "::1", 81, "records", ""),
    ],
)  # fmt: skip
def test_an_address(text: str, endpoint: str, host: str, port: int, bucket: str, prefix: str) -> None:
    place = bucket_place(text, endpoint)
    assert (place.host, place.port, place.bucket, place.prefix) == (host, port, bucket, prefix)
    assert place.encrypted == (port == 443)
    assert place.path("k/é") == f"{text.partition('://')[0]}://{bucket}/k/é".encode()


@pytest.mark.parametrize(
    ("text", "endpoint", "why"),
    [
        ("s3://records", "", "--endpoint"),
        ("az://mail", "", "--endpoint"),
        ("s3:///x", "https://s3.example.org", "not the address of a bucket"),
        ("ftp://records", "https://s3.example.org", "not the address of a bucket"),
        ("s3://records", "file:///x", "not the URL of a service"),
        ("s3://records", "https://user:word@s3.example.org", "not the URL of a service"),
        ("s3://records", "https://s3.example.org:99999", "not the URL of a service"),
        ("s3://records", "https://s3.example.org/?x=1", "not the URL of a service"),
    ],
)
def test_what_is_none(text: str, endpoint: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why):
        bucket_place(text, endpoint)


def test_a_path_is_no_bucket() -> None:
    assert not any(map(is_bucket, ("/srv/s3", "s3", "./s3://x", "C:\\x", "http://x", "s3:/x")))
    assert all(map(is_bucket, ("s3://x", "az://x/y", "gs://x")))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_read_or_one_clear_line(text: str, endpoint: str) -> None:
    try:
        bucket_place(text, endpoint)
    except BadAddress as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (StoreKind.S3, 'access_key_id = "a"\nsecret_access_key = "b"'),
        (StoreKind.S3, 'access_key_id = "a"\nsecret_access_key = "b"\nsession_token = "c"\nregion = "d"'),
        (StoreKind.AZURE, 'account_key = "bWFkZXVw"'),
        (StoreKind.AZURE, 'sas_token = "a"'),
        (StoreKind.AZURE, 'token = "a"'),
        (StoreKind.GCS, 'token = "a"'),
    ],
)
def test_credentials(kind: StoreKind, text: str) -> None:
    assert len(bucket_credentials(text, kind)) == text.count("=")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (StoreKind.S3, f'access_key_id = "{SECRET}"'),
        (StoreKind.S3, f'token = "{SECRET}"'),
        (StoreKind.AZURE, f'account_key = "a"\nsas_token = "{SECRET}"'),
        (StoreKind.GCS, f'token = "{SECRET}\\n"'),
        (StoreKind.GCS, "token = 3"),
        (StoreKind.GCS, f"token {SECRET}"),
        (StoreKind.GCS, ""),
        (StoreKind.GCS, f'token = "{SECRET}é"'),
        (StoreKind.AZURE, f'account_key = "{SECRET}!"'),
        pytest.param(StoreKind.S3, f"a = {'[' * 3000}", id="deep"),
        pytest.param(StoreKind.S3, f"a = {'9' * 6000}", id="long number"),
    ],
)
def test_wrong_credentials_are_named_and_never_quoted(kind: StoreKind, text: str) -> None:
    with pytest.raises(BadSetting) as error:
        bucket_credentials(text, kind)
    assert SECRET not in str(error.value)
