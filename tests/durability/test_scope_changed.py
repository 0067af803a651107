"""The scope changes in the middle of a scan: a second later nothing more is sent to what it now forbids."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.durability.crowd import Crowd
from tests.durability.runs import Folder, Line, Run, done
from tests.durability.stored import assert_nothing_lost, kept

RANGE = "127.31.5.0/27"
DENIED, LEFT = "127.31.5.5", "127.31.5.9"
LOW, HIGH = 11_000, 16_999
PORTS = range(LOW, HIGH, 30)
SCAN = ("scan", RANGE, "--ports", f"{LOW}-{HIGH}", "--json", "--quiet")
# Few at once and each for a while, so that the scan lasts well past the change.
SETTINGS: Mapping[str, object] = {"workers": 25, "banner_wait": 0.3}
A_SECOND = 1.0


def of(lines: list[Line], kind: str, address: str) -> list[Line]:
    return [line for line in lines if line["type"] == kind and line["ip_str"] == address]


@pytest.mark.hostile("S4")
@pytest.mark.slow
def test_a_denied_address_hears_nothing_a_second_after(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(DENIED, PORTS) as denied, Crowd(LEFT, PORTS) as left:
        run = Run(folder, *SCAN)
        run.until("observation")
        done(folder, "scope", "deny", DENIED, "--json")
        since = time.monotonic()
        assert run.running, "the scan was over before the scope changed"
        assert run.wait() == 0, run.said()
        heard = denied.last() - since
        after = sum(moment > since + A_SECOND for moments in left.arrivals.values() for moment in moments)
    assert heard <= A_SECOND, f"it was spoken to {heard:.2f} s after it was denied"
    assert after > 100, "the scan did not go on with the others"
    assert denied.last() > 0.0
    assert 0 < len({line["port"] for line in of(run.lines(), "observation", DENIED)}) < len(PORTS)
    assert len(of(run.lines(), "observation", LEFT)) == len(PORTS)
    assert run.lines()[-1]["refused"] > 0
    assert_nothing_lost(kept(folder), run.lines())


@pytest.mark.hostile("S4")
def test_a_conversation_under_way_ends_when_its_address_is_denied(tmp_path: Path) -> None:
    """A Redis that takes more than a second for each answer: four questions, on one connection."""
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(DENIED, [LOW, LOW + 1, LOW + 2], slow=1.2) as denied:
        run = Run(folder, "scan", DENIED, "--ports", f"{LOW}-{LOW + 2}", "--json", "--quiet")
        redis = denied.spoken[LOW]
        end = time.monotonic() + 60
        # PING, then INFO of the probe, then the check's first question.
        while len(redis) < 3 and time.monotonic() < end:
            time.sleep(0.01)
        assert len(redis) == 3
        done(folder, "scope", "deny", DENIED, "--json")
        since = time.monotonic()
        assert run.wait() == 0, run.said()
        heard = denied.last() - since
    assert heard <= A_SECOND, f"it was spoken to {heard:.2f} s after it was denied"
    verdicts = {
        line["port"]: (line["verdict"], line["reason"]) for line in of(run.lines(), "verdict", DENIED)
    }
    assert verdicts[LOW] == ("unknown", "out_of_scope")
    assert of(run.lines(), "finding", DENIED) == []
