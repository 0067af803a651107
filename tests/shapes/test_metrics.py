"""Exposition text of several programs, what labels tell, and texts that only look like metrics."""

from __future__ import annotations

import pytest

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.metrics import judge
from tests.shapes.made_up import answer, data, page

GO = "".join(
    f"go_memstats_{name}_bytes {n}e+06\n" for n, name in enumerate(("alloc", "heap", "stack", "sys", "other"))
)
JAVA = 'jvm_memory_used_bytes{area="heap",id="G1 Eden Space",} 1.0E7\n' * 5
OWN = "# TYPE orders_total counter\n# TYPE orders_open gauge\n" + "".join(
    f'orders_total{{kind="{n}"}} {n}\n' for n in range(6)
)
OPEN_METRICS = (
    '# TYPE a counter\na_total 1 # {trace_id="x"} 0.5\n# TYPE b gauge\n'
    "b 2 16758\nc NaN\nd +Inf\ne -3\n# EOF\n"
)


@pytest.mark.parametrize("text", [GO, JAVA, OWN, OPEN_METRICS])
def test_exposition_text_is_metadata_of_unknown_purpose(text: str) -> None:
    found = judge(answer(text))
    assert found is not None
    assert (found.kind, found.intent) == (ExposureKind.METADATA, Intent.UNDETERMINED)
    assert found.size.records is not None
    assert found.size.records >= 5
    assert found.size.at_least


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ('instance="10.1.2.3:9100"', "internal addresses"),
        ('target="db1.corp:5432"', "internal addresses"),
        ('server="fd12:3456::1"', "internal addresses"),
        ('nodename="mars"', "names of hosts"),
        ('user="ann"', "names of users"),
        ('email="ann@example.org"', "names of users"),
        ('a="b",hostname="mars",username="ann"', "names of hosts and names of users"),
    ],
)
def test_labels_that_tell_of_the_inside_were_left_open(label: str, why: str) -> None:
    found = judge(answer(GO + f"sessions{{{label}}} 1\n"))
    assert found is not None
    assert (found.intent, found.why) == (Intent.LEFT_OPEN, f"labels hold {why}")
    assert "ann" not in found.said + found.why
    assert len(found.sample) == 1


@pytest.mark.parametrize(
    "label",
    ['instance="localhost:9090"', 'user="root"', 'host="www.example.org"', 'uid="10.2"', 'user="1000"'],
)
def test_labels_that_tell_nothing(label: str) -> None:
    found = judge(answer(GO + f"sessions{{{label}}} 1\n"))
    assert found is not None
    assert found.intent is Intent.UNDETERMINED


@pytest.mark.parametrize(
    "seen",
    [
        answer("\n".join(f"counter{n} {n}" for n in range(20))),
        answer(GO, status=401),
        answer("".join(GO.splitlines(keepends=True)[:4])),
        answer(GO + "This page lists what is measured.\n" * 5),
        page(f"<h1>How to read metrics</h1><pre>{GO}</pre>"),
        answer("PATH /usr/bin\nHOME /root\nLANG C\nTERM xterm\nUSER root\nSHELL /bin/sh\n"),
    ],
)
def test_what_is_no_exposition(seen: Answer) -> None:
    assert judge(seen) is None


RELAY: dict[str, Json] = {
    "bytesProxied": 12, "kbps10s1m5m": [1, 2, 3], "numActiveSessions": 0, "numConnections": 3,
    "uptimeSeconds": 50, "options": {"poolAddresses": [], "pingInterval": 60},
}  # fmt: skip


def test_figures_of_a_machine_in_json() -> None:
    found = judge(data(RELAY))
    assert found is not None
    assert (found.kind, found.intent, found.size.records) == (ExposureKind.METADATA, Intent.UNDETERMINED, 5)


@pytest.mark.parametrize(
    "value",
    [
        {key: value for key, value in RELAY.items() if key != "numConnections"},
        [RELAY],
        {"sessions": 4, "requests": 3, "connections": 2, "a": 1},
        {**RELAY, "town": {f"house{n}": n for n in range(9)}},
        {"laptops": [{"memory": 16, "speed": 3, "cpu": 8, "disk": n} for n in range(5)]},
        {"recv": True, "sent": True, "uptime": False, "bytes": True, "cpu": True},
    ],
)
def test_other_numbers_are_no_figures_of_a_machine(value: Json) -> None:
    assert judge(data(value)) is None
