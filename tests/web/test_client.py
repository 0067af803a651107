"""The plug-in of Shodan's client points its streams, and nothing where nothing is said."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from click.testing import CliRunner

from leftopen.web import client


class Stream:
    base_url = "https://stream.example"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> type[Stream]:
    module = ModuleType("shodan.stream")
    fresh = type("Stream", (Stream,), {"base_url": Stream.base_url})
    vars(module)["Stream"] = fresh
    monkeypatch.setitem(sys.modules, "shodan", ModuleType("shodan"))
    monkeypatch.setitem(sys.modules, "shodan.stream", module)
    return fresh


def test_the_streams_go_where_the_api_is(installed: type[Stream]) -> None:
    assert client._pointed({"SHODAN_API_URL": "http://127.0.0.1:8322/"}) == "http://127.0.0.1:8322"
    assert installed.base_url == "http://127.0.0.1:8322"


def test_the_streams_may_have_an_address_of_their_own(installed: type[Stream]) -> None:
    both = {"SHODAN_API_URL": "http://127.0.0.1:1", "SHODAN_STREAM_URL": "http://127.0.0.1:2"}
    assert client._pointed(both) == "http://127.0.0.1:2"


def test_nothing_is_changed_where_nothing_is_said(installed: type[Stream]) -> None:
    assert client._pointed({}) == Stream.base_url
    assert installed.base_url == Stream.base_url


def test_without_the_client_it_says_so() -> None:
    assert "no client is installed" in CliRunner().invoke(client.command).output
