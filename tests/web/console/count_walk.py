"""Walks the pages, Shodan's API and the command line, and notes how many of each thing every one of them
names."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from leftopen.model.api_key import Right
from leftopen.service.cases.case_list import CaseFilter, filter_cases
from leftopen.service.identity import api_keys
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.web.console.mixed_lab import Lab
from tests.web.console.visitor import Visitor

Seen = dict[str, dict[str, object]]
"""What is counted, and what each that counts it says."""


def walk(lab: Lab) -> Seen:
    """Everything; within one thing, each must say the same."""
    seen: Seen = {}
    for answer in (_known(lab), _pages(lab), _api(lab), _commands(lab)):
        for (thing, who), value in answer.items():
            seen.setdefault(thing, {})[who] = value
    return seen


def disagreements(seen: Seen) -> dict[str, dict[str, object]]:
    """What is not the same for all."""
    return {
        thing: answer for thing, answer in seen.items() if any(v != answer["known"] for v in answer.values())
    }


Told = dict[tuple[str, str], object]


def _known(lab: Lab) -> Told:
    there, both = lab.there, lab.there | lab.gone
    cases = filter_cases(lab.console.workspace, CaseFilter())
    return {
        ("services", "known"): len(there),
        ("services with the gone", "known"): len(both),
        ("gone", "known"): len(lab.gone),
        ("ports", "known"): dict(Counter(port for _, port in there)),
        ("hosts", "known"): dict(Counter(address for address, _ in there)),
        ("open cases", "known"): len(cases),
        ("open checks", "known"): dict(Counter(case.check for case in cases)),
    }


def _pages(lab: Lab) -> Told:
    visitor = lab.console.visitor("viewer")
    alive, both = (_found(visitor, query) for query in ("", "alive:yes,no"))
    hosts = {address: visitor.get(f"/host/{address}").text for address, _ in lab.there}
    board = visitor.get("/exposures?format=json").json()
    return {
        ("services", "search page"): alive["total"],
        ("services", "search page, cards"): len(alive["matches"]),
        ("services with the gone", "search page"): both["total"],
        ("gone", "search page"): alive["gone"],
        ("ports", "search page"): {int(p): n for p, n in _facet(alive, "port").items()},
        ("ports", "cards"): dict(Counter(match["port"] for match in alive["matches"])),
        ("hosts", "host pages"): {address: _rows(page) for address, page in hosts.items()},
        ("open cases", "board"): len(board),
        ("open cases", "overview"): len(visitor.get("/?format=json").json()["open"]),
        ("open checks", "facet"): _facet(both, "exposure"),
        ("open checks", "board"): dict(Counter(one["check"] for one in board)),
    }


def _found(visitor: Visitor, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = visitor.get(f"/search?q={query}&format=json").json()
    return answer


def _facet(answer: dict[str, Any], name: str) -> dict[str, int]:
    return {one["value"]: one["count"] for one in answer["facets"][name]}


def _rows(page: str) -> int:
    """Services that answered at the last look."""
    return page.partition('<details class="lost"')[0].count('<details class="service"')


def _api(lab: Lab) -> Told:
    _, key = api_keys.add(lab.console.workspace, "walk", Right.READ, None)

    def ask(path: str, **params: str) -> Any:
        answer = lab.console.client.get(path, params={"key": key, **params})
        assert answer.status_code == 200, answer.text
        return answer.json()

    alive = ask("/shodan/host/count", query="alive:true", facets="port:100")
    hosts = {address: ask(f"/shodan/host/{address}")["data"] for address, _ in lab.there}
    living = {address: sum("gone" not in _ours(b) for b in data) for address, data in hosts.items()}
    return {
        ("services", "API"): alive["total"],
        ("services with the gone", "API"): ask("/shodan/host/count", query="alive:yes,no")["total"],
        ("gone", "API"): ask("/shodan/host/count", query="alive:false")["total"],
        ("ports", "API"): {int(one["value"]): one["count"] for one in alive["facets"]["port"]},
        ("hosts", "API"): living,
    }


def _ours(banner: dict[str, Any]) -> dict[str, Any]:
    ours: dict[str, Any] = banner.get("opts", {}).get("leftopen", {})
    return ours


def _commands(lab: Lab) -> Told:
    words = (
        "count alive:true",
        "count *",
        "count alive:false",
        "search alive:true --limit 1000",
        "cases list",
    )
    folder = Folder(root=lab.folder, settings={})
    results = all_ran(folder, [[*line.split(), "--json"] for line in words])
    assert [result.code for result in results] == [0] * len(words), [result.err for result in results]
    alive, both, gone, services, cases = ([*map(json.loads, r.out.splitlines())] for r in results)
    found = [line for line in services if line["type"] == "observation"]
    listed = [line for line in cases if line["type"] == "case"]
    return {
        ("services", "leftopen count"): alive[-1]["count"],
        ("services with the gone", "leftopen count"): both[-1]["count"],
        ("gone", "leftopen count"): gone[-1]["count"],
        ("ports", "leftopen search"): dict(Counter(line["port"] for line in found)),
        ("hosts", "leftopen search"): dict(Counter(line["ip_str"] for line in found)),
        ("open cases", "leftopen cases list"): len(listed),
        ("open checks", "leftopen cases list"): dict(Counter(line["check"] for line in listed)),
    }
