"""The plug-in of Shodan's client: every address of Shodan becomes ours, or the program ends."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from leftopen.web import shodan_client_patch

OURS = "http://127.0.0.1:8322"


def _modules() -> dict[str, ModuleType]:
    """As the client is built, as far as addresses go."""

    class Shodan:
        def __init__(self) -> None:
            self.base_url = "https://api.shodan.io"
            self.base_exploits_url = "https://exploits.shodan.io"
            self.base_trends_url = "https://trends.shodan.io"

    class Stream:
        base_url = "https://stream.shodan.io"

    class Threatnet:
        class Stream:
            base_url = "https://stream.shodan.io"

        def __init__(self) -> None:
            self.base_url = "https://api.shodan.io"

    def api_request(key: str, params: object = None, base_url: str = "https://api.shodan.io") -> str:
        return base_url

    made = {name: ModuleType(f"shodan.{name}") for name in ("client", "stream", "threatnet", "helpers")}
    vars(made["client"])["Shodan"] = Shodan
    vars(made["stream"])["Stream"] = Stream
    vars(made["threatnet"])["Threatnet"] = Threatnet
    vars(made["helpers"])["api_request"] = api_request
    return made


@pytest.fixture
def shodan(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    made = _modules()
    monkeypatch.setitem(sys.modules, "shodan", ModuleType("shodan"))
    for name, module in made.items():
        monkeypatch.setitem(sys.modules, f"shodan.{name}", module)
    monkeypatch.setattr(shodan_client_patch, "find_spec", sys.modules.get)
    return {**made}


def addresses(shodan: dict[str, Any]) -> list[str]:
    api, threatnet = shodan["client"].Shodan(), shodan["threatnet"].Threatnet
    return [
        api.base_url, api.base_exploits_url, api.base_trends_url, threatnet().base_url,
        shodan["helpers"].api_request("key"), shodan["stream"].Stream().base_url,
        shodan["stream"].Stream.base_url, threatnet.Stream.base_url,
    ]  # fmt: skip


def test_every_address_becomes_ours(shodan: dict[str, Any]) -> None:
    assert all("shodan.io" in address for address in addresses(shodan))
    shodan_client_patch.follow({"SHODAN_API_URL": f"{OURS}/"})
    assert set(addresses(shodan)) == {OURS}


@pytest.mark.parametrize(
    "url",
    [
        "https://apiv6.shodan.io",
        "http://stream.shodan.io/",
        "https://SHODAN.io:443",
        "https://a.b.shodan.io.",
    ],
)
def test_what_a_program_writes_later_becomes_ours_too_when_it_is_shodans(
    shodan: dict[str, Any], url: str
) -> None:
    shodan_client_patch.point(OURS)
    api = shodan["client"].Shodan()
    api.base_url = url
    assert api.base_url == OURS


def test_an_address_of_somebody_else_stays(shodan: dict[str, Any]) -> None:
    shodan_client_patch.point(OURS)
    stream = shodan["stream"].Stream()
    stream.base_url = "http://127.0.0.1:9"
    assert stream.base_url == "http://127.0.0.1:9"
    stream.base_url = "https://shodan.io.example"
    assert stream.base_url == "https://shodan.io.example"
    assert shodan["stream"].Stream().base_url == OURS


def test_the_streams_may_have_an_address_of_their_own(shodan: dict[str, Any]) -> None:
    shodan_client_patch.follow({"SHODAN_API_URL": OURS, "SHODAN_STREAM_URL": "http://127.0.0.1:2/"})
    assert addresses(shodan)[:5] == [OURS] * 5
    assert set(addresses(shodan)[5:]) == {"http://127.0.0.1:2"}


def test_streams_alone_are_pointed_alone(shodan: dict[str, Any]) -> None:
    shodan_client_patch.follow({"SHODAN_STREAM_URL": OURS})
    assert set(addresses(shodan)[5:]) == {OURS}
    assert all("shodan.io" in address for address in addresses(shodan)[:5])


def test_nothing_is_changed_where_nothing_is_said(shodan: dict[str, Any]) -> None:
    before = addresses(shodan)
    shodan_client_patch.follow({})
    assert addresses(shodan) == before


def test_a_client_that_cannot_be_pointed_ends_instead_of_sending_the_key_away(
    shodan: dict[str, Any],
) -> None:
    del shodan["threatnet"].Threatnet
    with pytest.raises(SystemExit, match="cannot use this version"):
        shodan_client_patch.follow({"SHODAN_API_URL": OURS})


def test_without_the_client_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shodan_client_patch, "find_spec", lambda name: None)
    shodan_client_patch.follow({"SHODAN_API_URL": OURS})


def test_the_command_says_where_the_questions_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHODAN_API_URL", raising=False)
    monkeypatch.delenv("SHODAN_STREAM_URL", raising=False)
    assert "https://api.shodan.io" in CliRunner().invoke(shodan_client_patch.command).output
    monkeypatch.setenv("SHODAN_API_URL", OURS)
    assert CliRunner().invoke(shodan_client_patch.command).output.count(OURS) == 2
