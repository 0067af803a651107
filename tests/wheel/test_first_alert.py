"""docs/start/deploy.md from an empty machine, with the wheel: the first alert is there within five minutes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.deploy.test_first_alert import MOST_S, alerted, block, typed, until_the_alert, used
from tests.wheel.collect import collected


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.real
def test_from_an_empty_machine_with_the_wheel(tmp_path: Path) -> None:
    """The environment and the installation are counted; what pip would download is there already."""
    wheels = collected(f"3.{sys.version_info.minor}")
    script = block("pip install").replace("/opt/leftopen", str(tmp_path / "opt"))
    script = script.replace("python3 -m venv", f"{sys.executable} -m venv")
    script = script.replace("pip install .", f"pip install --no-index --find-links {wheels} leftopen")
    began = used()
    typed(f"set -e\n{script}", tmp_path, "/usr/bin:/bin")
    installed = used() - began
    took = alerted(tmp_path, f"{tmp_path / 'opt' / 'bin'}:/usr/bin:/bin")
    assert installed + until_the_alert(took) < MOST_S, (installed, took)
