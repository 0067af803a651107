"""The gate and the tools of one walk carry the desk's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.location import NOWHERE
from leftopen.model.verdict import Reason
from leftopen.service.ingest import places
from leftopen.service.scanning.scan_setup import build_context, build_gate
from tests.pipeline.walking import LOCAL, NO, yes
from tests.places.range_files import NETWORKS
from tests.service.office import office


def test_the_gate_asks_the_scope_that_it_is_given(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert build_gate(workspace, lambda address, now: yes()).probe(LOCAL) == 0.0
        with pytest.raises(TalkEnded) as raised:
            build_gate(workspace, lambda address, now: NO).probe(LOCAL)
    assert raised.value.reason is Reason.OUT_OF_SCOPE


def test_the_tools_are_all_leaves_and_the_honest_agent(tmp_path: Path) -> None:
    with office(tmp_path, contact="mailto:soc@example.org") as workspace:
        context = build_context(workspace, build_gate(workspace, lambda address, now: yes()), "scan")
        assert (context.probes, context.checks) == (catalogue.probes(), catalogue.checks())
        assert context.agent == workspace.agent
        assert len({context.token() for _ in range(50)}) == 50
        assert context.clock().tzinfo is not None


def test_the_tools_know_what_was_imported_about_an_address(tmp_path: Path) -> None:
    (tmp_path / "networks.csv").write_bytes(NETWORKS)
    with office(tmp_path) as workspace:
        places.import_ranges(
            workspace, places.RangeImport(path=tmp_path / "networks.csv", dated="2026-01-01")
        )
        context = build_context(workspace, build_gate(workspace, lambda address, now: yes()), "scan")
        assert context.places(Address.parse("52.94.4.1")).org == "Narrow Ltd"
        assert context.places(LOCAL) == NOWHERE


def test_a_bug_is_told_on_standard_error_without_control_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with office(tmp_path) as workspace:
        build_context(workspace, build_gate(workspace, lambda address, now: yes()), "scan").fault(
            "Traceback\n  \x1b[2Jodd"
        )
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("Traceback\n  \\x1b[2Jodd\n")
    assert "\x1b" not in err
