"""Requests to a bucket are signed as the services' own documentation shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leftopen.formats.bucket_address import bucket_place
from leftopen.wire import azure_signature, s3_signature
from leftopen.wire.bucket_request import list_request, range_request
from tests.servers import azure_client

AT = datetime(2013, 5, 24, tzinfo=UTC)
KEYS = {
    "access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
"""Of the examples in Amazon's documentation of its signature."""
HOST = "examplebucket.s3.amazonaws.com"


@pytest.mark.parametrize(
    ("path", "query", "headers", "signature"),
    [
        ("/test.txt", "", {"Range": "bytes=0-9"},
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("/", "max-keys=2&prefix=J", {},
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)  # fmt: skip
def test_amazons_own_examples(path: str, query: str, headers: dict[str, str], signature: str) -> None:
    sent = s3_signature.signed_headers("GET", HOST, path, query, headers, KEYS, "us-east-1", AT)
    assert sent["authorization"].endswith(f"Signature={signature}")
    assert sent["x-amz-date"] == "20130524T000000Z"


def test_azures_signature_is_that_of_another_writer() -> None:
    """The harness signs its own requests, and Azurite takes both."""
    headers = {"x-ms-date": "Fri, 24 May 2013 00:00:00 GMT", "x-ms-version": azure_client.VERSION}
    query = {"comp": "list", "restype": "container", "prefix": "a b/"}
    path = f"/{azure_client.ACCOUNT}/records"
    ours = azure_signature.authorization_header(
        "GET", azure_client.ACCOUNT, path, query, headers, azure_client.KEY
    )
    theirs = azure_client._signed("GET", path, query, headers, 0)
    assert ours == f"SharedKey {azure_client.ACCOUNT}:{theirs}"


def test_a_shared_access_signature_goes_into_the_query() -> None:
    place = bucket_place("az://records", "https://made.blob.core.windows.net")
    keys = {"sas_token": "?sv=2021-08-06&sig=a%2Bb%3D"}
    asked = list_request(place, "mail/", "", 9, keys, AT)
    assert asked.target == (
        "/records?comp=list&maxresults=9&prefix=mail%2F&restype=container&sig=a%2Bb%3D&sv=2021-08-06"
    )
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("text", "endpoint", "target"),
    [
        ("s3://records", "https://s3.example.org:9000", "/records/a//b%20%3F/"),
        ("gs://records", "", "/records/a//b%20%3F/"),
        ("az://records", "http://127.0.0.1:1/account", "/account/records/a//b%20%3F/"),
    ],
)
def test_a_key_is_sent_byte_for_byte(text: str, endpoint: str, target: str) -> None:
    place = bucket_place(text, endpoint)
    asked = range_request(place, "a//b ?/", 7, 12, "tag", {}, AT)
    assert asked.target == target
    assert (asked.headers["range"], asked.headers["if-match"]) == ("bytes=7-11", '"tag"')
    assert place.host in asked.headers["host"]
    assert "authorization" not in asked.headers


def test_credentials_are_not_shown() -> None:
    place = bucket_place("gs://records", "")
    asked = range_request(place, "a", 0, 1, "tag", {"token": "secret-word"}, AT)
    assert asked.headers["authorization"] == "Bearer secret-word"
    assert "secret-word" not in repr(asked)
