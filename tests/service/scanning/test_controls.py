"""The positive control: something that must answer, asked from here at the same moment."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from leftopen.errors import BadSetting
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.service.scanning import controls
from leftopen.service.scanning.controls import answers_everything, own_control, positive_control
from leftopen.service.workspace.workspace import Workspace
from tests.net.hostile import gate_of
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.pipeline.walking import NO, at, yes
from tests.service.office import office

# Nothing that anybody could reach: every connection in these tests goes to loopback.
ELSEWHERE = Endpoint(address=Address.parse("192.0.2.7"), port=80)


def asked(workspace: Workspace, target: Endpoint, gate: Gate | None = None) -> str:
    return asyncio.run(positive_control(workspace, gate or gate_of(), target))


def only_loopback(address: Address, now: datetime) -> Permit:
    return yes() if str(address).startswith("127.") else NO


def test_for_this_machine_a_listener_of_its_own_answers(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert asked(workspace, at(80)).startswith("tcp 127.0.0.1:")


def test_a_gate_that_lets_nothing_through_is_no_control(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert asked(workspace, at(80), gate_of(lambda address, now: NO)) == ""


def test_elsewhere_the_operators_own_control_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as loopback:
        port = loopback.serve(Redis())
        with office(tmp_path, control=f"127.0.0.1:{port}") as workspace:
            answer = asked(workspace, ELSEWHERE, gate_of(only_loopback))
            assert answer == "", "this machine responds also while its connection is down"
        monkeypatch.setattr(controls, "of_this_machine", lambda address: False)
        with office(tmp_path, control=f"127.0.0.1:{port}") as workspace:
            assert asked(workspace, ELSEWHERE, gate_of(only_loopback)) == f"tcp 127.0.0.1:{port}"
        loopback.shut(port)
        with office(tmp_path, control=f"127.0.0.1:{port}") as workspace:
            assert asked(workspace, ELSEWHERE, gate_of(only_loopback)) == ""


def test_without_one_there_is_none_and_nothing_is_made_up(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert asked(workspace, ELSEWHERE, gate_of(only_loopback)) == ""


def test_the_setting_is_read_and_nonsense_is_one_clear_line() -> None:
    assert own_control("") is None
    assert own_control("192.0.2.7:443") == (Address.parse("192.0.2.7"), 443)
    for wrong in ("192.0.2.7", "host.example.org:443", "192.0.2.7:https", "192.0.2.7:0", "192.0.2.7:70000"):
        with pytest.raises(BadSetting, match="ADDRESS:PORT"):
            own_control(wrong)
    assert own_control("[2001:db8::1]:443") == (Address.parse("2001:db8::1"), 443)


@pytest.mark.hostile("H25")
def test_a_host_that_accepts_everywhere_is_told_from_one_that_does_not() -> None:
    """A gate that lets nothing through never makes a host one that accepts."""
    assert not asyncio.run(answers_everything(gate_of(), Address.parse("127.0.0.1"), 1.0))
    assert not asyncio.run(answers_everything(gate_of(lambda address, now: NO), at(80).address, 1.0))
