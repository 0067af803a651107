"""Apprise on loopback: what it is given, what it says, and what it is not asked."""

from __future__ import annotations

import asyncio
import json

import pytest

from leftopen.model.notice import Rejected
from leftopen.net.outbound import apprise as outbound_apprise
from tests.service.outbox.receivers import Hook, receiving

# One of its plugins asks for a module that newer Pythons lack.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

TOKEN = "a-token-of-" + "this-test"


def sent(url: str, *, schemes: str = "json", name: str = "chat") -> str:
    return asyncio.run(
        outbound_apprise.send(
            name, {"chat": url}, frozenset(schemes.split()), title="a title", text="one\ntwo\n"
        )
    )


def test_a_service_gets_title_and_text() -> None:
    with receiving(Hook(answers=[(200, {})]), None) as hook:
        url = hook.url.replace("http://", "json://")
        assert sent(url) == "Apprise: json accepted it"
    answer = json.loads(hook.bodies[0])
    assert (answer["title"], answer["message"].strip()) == ("a title", "one\ntwo")


def test_a_refusal_is_told_without_the_url() -> None:
    with receiving(Hook(answers=[(403, {})]), None) as hook:
        url = f"{hook.url.replace('http://', 'json://')}/{TOKEN}"
        with pytest.raises(ConnectionError, match="Apprise: json did not accept it") as caught:
            sent(url)
    assert not isinstance(caught.value, Rejected)
    assert TOKEN not in str(caught.value)


def test_only_allowed_schemes_of_known_names_are_used() -> None:
    with receiving(Hook(), None) as hook:
        url = hook.url.replace("http://", "json://")
        with pytest.raises(Rejected, match="apprise_schemes does not allow json:"):
            sent(url, schemes="slack msteams")
        with pytest.raises(Rejected, match="has no line for 'other'"):
            sent(url, name="other")
        with pytest.raises(Rejected, match="Apprise can't read the nosuch: URL"):
            sent("nosuch://x", schemes="nosuch")
    assert hook.bodies == []
