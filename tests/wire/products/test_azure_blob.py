"""Azure's lists and errors, in the shape of its REST reference."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import azure_blob as azure
from tests.scripted import page

START = '\ufeff<?xml version="1.0" encoding="utf-8"?>'


def blobs(container: str, *names: str, more: str = "") -> Reply:
    listed = "".join(
        f"<Blob><Name>{name}</Name><Properties><Last-Modified>Wed, 0{n % 8 + 1} Feb 2023 10:00:00 GMT"
        f"</Last-Modified><Etag>0x{n}</Etag><Content-Length>{100 + n}</Content-Length>"
        "<Content-Type>text/plain</Content-Type></Properties></Blob>"
        for n, name in enumerate(names)
    )
    body = (
        f'{START}<EnumerationResults ServiceEndpoint="https://made-up.example/" ContainerName="{container}">'
        f"<MaxResults>60</MaxResults><Blobs>{listed}</Blobs><NextMarker>{more}</NextMarker>"
        "</EnumerationResults>"
    )
    return page(200, body.encode(), x_ms_request_id="1")


def containers(*names: str) -> Reply:
    listed = "".join(f"<Container><Name>{name}</Name><Properties/></Container>" for name in names)
    body = (
        f'{START}<EnumerationResults ServiceEndpoint="https://made-up.example/">'
        f"<Containers>{listed}</Containers><NextMarker/></EnumerationResults>"
    )
    return page(200, body.encode(), x_ms_request_id="1")


def error(status: int, code: str) -> Reply:
    body = f"{START}<Error><Code>{code}</Code><Message>no</Message></Error>"
    return page(status, body.encode(), x_ms_request_id="1", x_ms_error_code=code)


def test_a_list_is_read_with_sizes_and_dates() -> None:
    (one, two) = azure.blobs(blobs("$web", "a/b.txt", "c.pdf")) or ()
    assert (one.path, one.size, two.size) == ("a/b.txt", 100, 101)
    assert one.modified == datetime(2023, 2, 1, 10, tzinfo=UTC)
    assert not azure.is_incomplete(blobs("$web", "a"))
    assert azure.is_incomplete(blobs("$web", "a", more="2!76!x"))
    assert azure.container_names(blobs("$web", "a")) is None


def test_a_list_that_was_cut_goes_on() -> None:
    whole = blobs("$web", *(f"{n}.txt" for n in range(20)))
    cut = page(200, whole.body[: len(whole.body) // 2], x_ms_request_id="1")
    assert 5 < len(azure.blobs(cut) or ()) < 15
    assert azure.is_incomplete(cut)


def test_only_names_that_a_container_can_have_become_a_path() -> None:
    answer = containers("ok-1", "../etc", "A", "a--b", "$web", "a?b")
    assert azure.container_names(answer) == ("ok-1", "$web")
    assert azure.blobs(answer) is None
    assert azure.blob_path("/x", "$root", "a b/c?d#e") == "/x/$root/a%20b/c%3Fd%23e"
    assert azure.list_path("", "$web", 5) == "/$web?restype=container&comp=list&maxresults=5"


def test_the_links_of_a_page_name_containers() -> None:
    links = b'<a href="/docs/a.pdf"><img src="/docs/b.png"><a href="//else.example/x"><a href="/one">'
    assert azure.linked(page(200, links)) == ("docs",)
    assert azure.linked(page(404, links)) == ()


def test_an_error_is_azures_own_only_with_its_number_or_its_header() -> None:
    assert azure.error(error(404, "ResourceNotFound")) == "ResourceNotFound"
    assert azure.error(page(404, error(404, "ResourceNotFound").body)) == ""
    assert (
        azure.error(page(404, error(404, "ResourceNotFound").body, x_ms_request_id="1")) == "ResourceNotFound"
    )
    assert azure.error(page(403, x_ms_error_code="<b>")) == ""
    assert azure.is_denied(error(409, "PublicAccessNotPermitted"))
    assert azure.is_unsigned(error(401, "NoAuthenticationInformation"))
    assert azure.is_absent(error(404, "ContainerNotFound"))


def test_without_the_services_number_a_list_is_nobodys() -> None:
    assert azure.blobs(page(200, blobs("a", "b").body)) is None


@pytest.mark.hostile("H18")
@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_bytes_are_read(tail: bytes, at: int) -> None:
    for whole in (blobs("a", "b", "c"), containers("abc")):
        for status in (200, 403):
            reply = page(status, whole.body[:at] + tail, x_ms_request_id="1")
            azure.blobs(reply), azure.container_names(reply), azure.is_incomplete(reply), azure.error(reply)
            azure.linked(reply)
