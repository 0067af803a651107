from __future__ import annotations

from dataclasses import replace

from leftopen.service.search.host_names import host_names
from tests.exports.a_dossier import SEEN


def test_what_services_told_and_were_asked_for_by_in_small_letters_and_each_once() -> None:
    first = replace(SEEN, hostnames=("WWW.Example.org.", "example.org"))
    second = replace(
        SEEN, hostnames=("www.example.org",), endpoint=replace(SEEN.endpoint, name="shop.example.org")
    )
    nameless = replace(SEEN, hostnames=("",), endpoint=replace(SEEN.endpoint, name=""))
    assert host_names([first, second, nameless]) == ["www.example.org", "example.org", "shop.example.org"]
    assert host_names([]) == []
