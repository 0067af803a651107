"""The mixed lab, walked through: every page, Shodan's API and the command line give the same counts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from leftopen.cli import build
from leftopen.model.api_key import Right
from leftopen.model.monitor import EventKind
from leftopen.service.identity import api_keys
from tests.durability.runs import Folder
from tests.servers.lab import NAMES, OTHERS, STOPPED, Known, lab_in, servers
from tests.servers.need import require
from tests.web.console.conftest import Console, console_in
from tests.web.console.visitor import Visitor, text_of

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.full]
ANY, BOTH, GONE, ALIVE = "port:1-65535", "alive:yes,no", "alive:no", "alive:yes"
Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    truth: Sequence[Known]
    console: Console
    folder: Folder
    key: str

    @property
    def alive(self) -> list[Known]:
        return [one for one in self.truth if not one.stopped]

    @property
    def gone(self) -> list[Known]:
        return [one for one in self.truth if one.stopped]

    @property
    def groups(self) -> int:
        """The server on several addresses is one for each owner."""
        return len({(one.server, one.owner) for one in self.truth})

    @property
    def visitor(self) -> Visitor:
        return self.console.visitor("admin")

    def page(self, path: str) -> Any:
        return self.visitor.get(f"{path}{'&' if '?' in path else '?'}format=json").json()

    def api(self, path: str, **query: str) -> Line:
        answer = self.console.client.get(path, params={"key": self.key, **query})
        assert answer.status_code == 200, answer.text
        found: Line = answer.json()
        return found

    def run(self, *words: str) -> list[Line]:
        """The lines that a command prints as JSON."""
        ran = CliRunner().invoke(
            build(), [*words, "--json", "--data", str(self.folder.data)], env=self.folder.environ()
        )
        assert ran.exit_code == 0, ran.output
        return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    for server in servers():
        require(server.missing())
    folder = tmp_path_factory.mktemp("lab")
    with lab_in(folder) as truth, console_in(folder, furnished=False) as console:
        _, key = api_keys.add(console.workspace, "walk", Right.READ, None, by="a test")
        yield Lab(truth=truth, console=console, folder=Folder(root=folder, settings={}), key=key)


def values(facets: Line, name: str) -> dict[str, int]:
    return {str(one["value"]): one["count"] for one in facets[name]}


def counted(some: Sequence[Known], by: Callable[[Known], object]) -> dict[str, int]:
    return dict(Counter(str(by(one)) for one in some))


def test_the_lab_is_what_it_should_be(lab: Lab) -> None:
    assert len(servers()) == len(NAMES) == 12
    assert (len(lab.truth), len(lab.gone), len({one.address for one in lab.truth})) == (14, len(STOPPED), 3)
    assert all(one.address.startswith("127.") for one in lab.truth)


def test_the_services_are_the_same_everywhere(lab: Lab) -> None:
    for query, some in ((ANY, lab.truth), (ALIVE, lab.alive), (GONE, lab.gone), (BOTH, lab.truth)):
        seen = {
            "API, count": lab.api("/shodan/host/count", query=query)["total"],
            "API, search": lab.api("/shodan/host/search", query=query)["total"],
            "leftopen count": lab.run("count", query)[0]["count"],
            "leftopen search": len(lab.run("search", query, "--limit", "100")),
            "leftopen stats": lab.run("stats", query)[0]["count"],
        }  # fmt: skip
        assert seen == dict.fromkeys(seen, len(some)), query
    # The console counts the living unless it is asked for the others.
    page = lab.page("/search")
    assert (page["total"], page["gone"], len(page["matches"])) == (
        len(lab.alive),
        len(lab.gone),
        len(lab.alive),
    )
    assert lab.page(f"/search?q={BOTH}")["total"] == len(lab.truth)
    assert lab.page(f"/search?q={GONE}")["total"] == len(lab.gone)
    assert f"{len(lab.alive)} services" in text_of(lab.visitor.get("/"))


FIELDS: dict[str, Callable[[Known], object]] = {
    "port": lambda one: one.port, "product": lambda one: one.named, "ip": lambda one: one.address,
    "exposure": lambda one: one.check,
}  # fmt: skip
FACETS = ",".join(f"{name}:100" for name in FIELDS)


@pytest.mark.parametrize("query", [BOTH, ALIVE, GONE])
def test_the_facets_are_the_same_everywhere(lab: Lab, query: str) -> None:
    some = {BOTH: lab.truth, ALIVE: lab.alive, GONE: lab.gone}[query]
    answer = {
        "API, count": lab.api("/shodan/host/count", query=query, facets=FACETS)["facets"],
        "API, search": lab.api("/shodan/host/search", query=query, facets=FACETS)["facets"],
        "leftopen stats": lab.run("stats", query, "--facets", FACETS)[0]["facets"],
        "leftopen search": lab.run("search", query, "--facets", FACETS)[-1]["facets"],
    }
    page = lab.page(f"/search?q={query}")["facets"]
    assert {"port", "product", "exposure"} <= set(page)
    for field, by in FIELDS.items():
        seen = {name: values(facets, field) for name, facets in answer.items()}
        assert seen == dict.fromkeys(seen, counted(some, by)), field
        # The console lists the most frequent values.
        if field in page:
            listed = values(page, field)
            assert listed.items() <= counted(some, by).items(), field
            assert len(listed) >= min(5, len(counted(some, by))), field


def test_a_host_has_the_same_services_everywhere(lab: Lab) -> None:
    for address in ("127.0.0.1", *OTHERS):
        own = [one for one in lab.truth if one.address == address]
        alive = sorted(one.port for one in own if not one.stopped)
        page, api, lines = (
            lab.page(f"/host/{address}"),
            lab.api(f"/shodan/host/{address}"),
            lab.run("host", address),
        )
        everything = {
            "console": sorted(one["port"] for one in page["data"]),
            "API": sorted(one["port"] for one in api["data"]),
            "leftopen host": sorted(one["port"] for one in lines if one["type"] == "observation"),
        }
        assert everything == dict.fromkeys(everything, sorted(one.port for one in own)), address
        assert sorted(api["ports"]) in (alive, sorted(one.port for one in own))
        assert lab.page(f"/search?q=ip:{address}")["total"] == len(alive)
        cases = {
            "console": len(page["cases"]),
            "leftopen host": sum(one["type"] == "case" for one in lines),
            "exposures": len(lab.page(f"/exposures?address={address}")),
            "leftopen cases": len(lab.run("cases", "list", "--address", address)),
        }
        assert cases == dict.fromkeys(cases, len(own)), address


def test_the_open_cases_and_their_groups_are_the_same_everywhere(lab: Lab) -> None:
    board, overview = text_of(lab.visitor.get("/exposures")), text_of(lab.visitor.get("/"))
    listed = lab.run("cases", "list")
    cases = {
        "overview": len(lab.page("/")["open"]),
        "exposures": len(lab.page("/exposures")),
        "leftopen cases list": len(listed),
        "leftopen cases list --each": len(lab.run("cases", "list", "--each")),
        "facet": sum(
            values(
                lab.api("/shodan/host/count", query=BOTH, facets="exposure:100")["facets"], "exposure"
            ).values()
        ),
        "exposure:*": lab.api("/shodan/host/count", query=f"exposure:* {BOTH}")["total"],
    }
    assert cases == dict.fromkeys(cases, len(lab.truth))
    groups = {
        "overview": _number(r"(\d+) open now", overview),
        "exposures": _number(r"(\d+) exposures", board),
        "leftopen cases list": len({one["group"] for one in listed}),
        "active": _number(r"active (\d+)", board),
        "severities": sum(
            map(
                int, re.findall(r"(\d+) (?:critical|high|medium|low|info)\b", overview.partition("new in")[0])
            )
        ),
    }
    assert groups == dict.fromkeys(groups, lab.groups)
    assert f"{len(lab.truth)} services, {len(lab.gone)} gone" in overview
    assert {(one["ip_str"], one["port"], one["check"]) for one in listed} == {
        (one.address, one.port, one.check) for one in lab.truth
    }


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found, (pattern, text[:500])
    return int(found[1])


def test_each_owner_and_each_check_has_the_same_number_everywhere(lab: Lab) -> None:
    board = lab.visitor.get("/exposures").text
    choices = dict(re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', board))
    for owner in {one.owner for one in lab.truth}:
        own = [one for one in lab.truth if one.owner == owner]
        cases = {
            "exposures": len(lab.page(f"/exposures?owner={owner}")),
            "leftopen cases list": len(lab.run("cases", "list", "--owner", owner)),
        }
        assert cases == dict.fromkeys(cases, len(own)), owner
        assert int(choices[owner]) == len({one.server for one in own})
    listed = Counter(one["check"] for one in lab.run("cases", "list"))
    for check, number in counted(lab.truth, lambda one: one.check).items():
        cases = {
            "exposures": len(lab.page(f"/exposures?check={check}")),
            "leftopen cases list": listed[check],
            "search": lab.page(f"/search?q=exposure:{check} {BOTH}")["total"],
            "API": lab.api("/shodan/host/count", query=f"exposure:{check} {BOTH}")["total"],
        }
        assert cases == dict.fromkeys(cases, number), check


def test_the_monitor_and_its_changes_are_the_same_everywhere(lab: Lab) -> None:
    page = lab.page("/monitors")
    [monitor] = [one for one in page if one["type"] == "monitor"]
    assert monitor["name"] == "lab"
    changes = {
        "monitors": sorted((one["kind"], one["endpoint"]) for one in page if one["type"] != "monitor"),
        "leftopen changes": sorted((one["kind"], one["endpoint"]) for one in lab.run("changes")),
    }
    assert changes["monitors"] == changes["leftopen changes"]
    # A server that answers late on a busy machine may show less of itself: that is a change of another kind.
    gone = [endpoint for kind, endpoint in changes["monitors"] if kind == EventKind.GONE]
    assert gone == sorted(map(str, lab.gone))
    assert not [kind for kind, _ in changes["monitors"] if kind.startswith("new")]
    # The second run asks once more for what did not answer, a scan of that address alone; the first one asks
    # once more for everything that it did not see, and talks to nobody.
    whole = [one for one in lab.page("/scans") if len(one["targets"]) == 3]
    second, first = (one for one in whole if one["counts"]["talked"])
    assert len(whole) == 3
    assert (first["counts"]["talked"], second["counts"]["talked"]) == (len(lab.truth), len(lab.alive))
