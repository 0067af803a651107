"""Several cases at once: one that cannot be checked stops no other."""

from __future__ import annotations

from typing import Any, cast

import pytest

from leftopen.cli import verify
from leftopen.cli._output import Output
from leftopen.errors import NotAllowed

OUT = Output(json=False, quiet=False)


async def _verdict(opened: object, case: str, wait: bool, out: Output) -> str:
    if case == "b":
        raise NotAllowed("case b is continued as case c; check that one")
    return "closed"


def test_a_case_that_was_taken_over_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verify, "_verify", _verdict)
    states = verify._every(cast(Any, None), ["a", "b", "c"], False, OUT)
    assert states == ["closed", verify.NOT_CHECKED, "closed"]
    assert capsys.readouterr().err == "case b is continued as case c; check that one\n"
    with pytest.raises(NotAllowed):
        verify._every(cast(Any, None), ["b"], False, OUT)
