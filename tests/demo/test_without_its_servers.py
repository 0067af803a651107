"""Installed without the extra `demo`, the demo says in one line what to install."""

from __future__ import annotations

from importlib.metadata import requires

import pytest

from leftopen.cli import demo
from leftopen.errors import BadSetting


def test_what_is_missing_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_is_installed", lambda name: name == "uploadserver")
    with pytest.raises(BadSetting) as raised:
        demo.command(json=False, quiet=True, verbose=False)
    answer = str(raised.value)
    assert "\n" not in answer
    assert "aiosmtpd and sendria" in answer
    assert "uploadserver" not in answer.partition(";")[0]
    for line in requires("leftopen") or ():
        if demo.EXTRA in line:
            assert line.partition(";")[0] in answer


def test_with_its_servers_nothing_is_said() -> None:
    demo._require_servers()
