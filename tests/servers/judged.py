"""What one scan of a server must say in each of its modes, and that nothing is changed there."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from leftopen.model.verdict import State, Verdict
from tests.servers.book import Seen
from tests.servers.looking import Line, of
from tests.servers.real import Expected, RealServer


def closings(server: RealServer) -> list[str]:
    """The modes in which the check must say closed."""
    return [mode for mode, expected in server.modes.items() if expected and expected.state is State.CLOSED]


def is_open(server: RealServer, mode: str) -> bool:
    """Must the check say open in that mode?"""
    expected = server.modes[mode]
    return expected is not None and expected.state is State.OPEN


def judged(
    lines: list[Line], every: Mapping[str, Verdict] | None, program: RealServer, mode: str, seen: Seen
) -> None:
    """The lines of this server's port, and what every check said of it, also where it would never apply
    (None: they were not asked)."""
    if every is not None:
        _assert_no_other_is_open(program, mode, every, seen)
    (observation,) = of(lines, "observation")
    module = "http" if mode in program.hides else program.module
    assert observation["_shodan"]["module"] == module, module  # type: ignore[index, call-overload]
    expected = program.modes[mode]
    if expected is None:
        assert observation["product"] == program.product, observation["product"]
        assert of(lines, "finding") == [], "there is a finding"
        return
    if expected.state is State.OPEN:
        named = observation["product"] or ""
        assert named == program.product, f"called {named!r}"
        (verdict,) = of(lines, "verdict", check=program.check)
        answer = (verdict["verdict"], verdict["reason"])
        assert answer == (expected.state, expected.reason), answer
        seen.record(program.check, program.name, kind=program.kind, state=_word(expected, mode))
        if mode == "open" and program.records is not None:
            _assert_size(of(lines, "finding", check=program.check)[0], program.records)
    for line in of(lines, "finding"):
        seen.read_for(str(line["check"]), _read_by(line))
    meant = {program.check, *program.also}
    assert {line["check"] for line in of(lines, "finding")} <= meant, "another check said open"
    if expected.state is State.CLOSED:
        assert of(lines, "finding") == [], "there is a finding"


def listens(port: int) -> bool:
    """Does any program accept connections at this port of loopback?"""
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def _word(expected: Expected, mode: str) -> str:
    return "empty" if mode == "empty" else expected.state.value


def _assert_no_other_is_open(server: RealServer, mode: str, every: Mapping[str, Verdict], seen: Seen) -> None:
    """All checks were asked, also those that would never apply: only what is meant may be open."""
    meant = {server.check, *server.also} if is_open(server, mode) else set()
    wrong = {name: v.said for name, v in every.items() if v.state is State.OPEN and name not in meant}
    seen.asked_all(len(every), wrong=len(wrong), closed=not meant)
    assert wrong == {}, f"{server.name} ({mode}) is not open for these"


def _read_by(finding: Line) -> int:
    """Bytes that the look read to prove it, the random-path control and the sample included."""
    lines = finding["transcript"]
    assert isinstance(lines, list)
    lengths = [line["length"] for line in lines if isinstance(line, dict) and not line["sent"]]
    return sum(length for length in lengths if isinstance(length, int))


def _assert_size(finding: object, records: int) -> None:
    """Within a twentieth of the truth, or said to be a lower bound."""
    size = finding["size"]  # type: ignore[index]
    assert size["records"] is not None, "no size is said"
    if size["at_least"]:
        assert size["records"] <= records, size
    else:
        assert abs(size["records"] - records) <= records / 20, size
