"""The short options of nmap and masscan: -p, -iL, -o, -oJ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
import typer.main
from typer.testing import CliRunner

from leftopen.cli import build
from leftopen.cli._output import Output, open_files
from leftopen.cli._scan_options import all_targets
from leftopen.errors import BadAddress, BadSetting
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis


@pytest.mark.parametrize("name", ["scan", "plan"])
def test_the_short_and_the_long_name_are_one_option(name: str) -> None:
    command = typer.main.get_command(build()).commands[name]  # type: ignore[attr-defined]
    named = {tuple(one.opts) for one in command.params}
    assert {
        ("--ports", "-p"), ("--targets-file", "-iL"), ("--out", "-o"), ("--out-json", "-oJ")
    } <= named  # fmt: skip


def test_targets_of_the_line_and_of_the_file_go_together(tmp_path: Path) -> None:
    file = tmp_path / "targets.txt"
    file.write_text("# lab\n127.0.0.2\n::1\n")
    assert all_targets(["127.0.0.1"], file) == ("127.0.0.1", "127.0.0.2", "::1")
    assert all_targets(None, file) == ("127.0.0.2", "::1")


def test_no_target_and_an_empty_file_are_wrong_use(tmp_path: Path) -> None:
    file = tmp_path / "targets.txt"
    file.write_text("# nothing\n")
    with pytest.raises(typer.BadParameter, match="name a target"):
        all_targets(None, None)
    with pytest.raises(typer.BadParameter, match="has no targets"):
        all_targets(None, file)
    with pytest.raises(BadAddress, match=r"cannot read .*: No such file"):
        all_targets(None, tmp_path / "missing")


def test_results_go_to_the_file_and_lines_to_the_one_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, lines = tmp_path / "out.txt", tmp_path / "out.jsonl"
    text.write_text("of an earlier scan, and longer than what follows\n")
    with open_files(Output(json=False, quiet=False), text, lines) as out:
        out.text("127.0.0.1:6379  redis\x1b[2J")
        out.copy_line({"type": "finding", "ip_str": "127.0.0.1"})
        assert text.read_text() == "127.0.0.1:6379  redis\\x1b[2J\n", "written at once"
    assert json.loads(lines.read_text()) == {"type": "finding", "ip_str": "127.0.0.1"}
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"results written to {text}\nresults written to {lines}\n"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    plain = Output(json=True, quiet=False)
    with (
        pytest.raises(BadSetting, match=r"cannot write .*: No such file"),
        open_files(plain, None, tmp_path / "a/b"),
    ):
        pass
    with (
        pytest.raises(BadSetting, match="name the same file"),
        open_files(plain, tmp_path / "a", tmp_path / "a"),
    ):
        pass
    with pytest.raises(BadSetting, match="No space left"), open_files(plain, Path("/dev/full"), None) as out:
        out.line({"type": "summary"})


@pytest.mark.parametrize("option", ["-oX", "-oN", "-oG", "-oA"])
def test_other_formats_of_nmap_are_refused_and_do_not_make_the_file_a_target(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(build(), ["scan", "127.0.0.1", option, "out.xml"], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    assert f"{option} is not supported" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_scan_of_a_list_writes_both(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05, "connect_timeout": 0.5})
    folder.root.mkdir()
    (folder.root / "t.txt").write_text("127.0.0.1 # this machine\n")
    with Loopback() as loopback:
        port = str(loopback.serve(Redis()))
        done = ran(folder, "scan", "-iL", "t.txt", "-p", port, "-oJ", "found.jsonl")
        assert done.code == 0
        assert f"OPEN  127.0.0.1:{port}  redis_open" in done.out
        lines = [json.loads(line) for line in (folder.root / "found.jsonl").read_text().splitlines()]
        assert [one["port"] for one in lines if one["type"] == "observation"] == [int(port)]
        assert lines[-1]["type"] == "summary"
        silent = ran(folder, "scan", "-iL", "t.txt", f"-p{port}", "-o", "found.txt")
    assert (silent.code, silent.out) == (0, "")
    assert f"OPEN  127.0.0.1:{port}  redis_open" in (folder.root / "found.txt").read_text()


def test_a_file_of_results_is_kept_where_nothing_was_scanned(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("an earlier scan\n")
    for path in (old, new):
        with pytest.raises(BadSetting), open_files(Output(json=False, quiet=True), path, None):
            raise BadSetting("refused")
    assert old.read_text() == "an earlier scan\n"
    assert not new.exists()
    with open_files(Output(json=False, quiet=True), old, new):
        pass
    assert (old.read_text(), new.read_text()) == ("", "")


def test_the_file_of_targets_is_not_written_over(tmp_path: Path) -> None:
    targets = tmp_path / "targets"
    targets.write_text("127.0.0.1\n")
    for results, lines in ((targets, None), (None, tmp_path / "." / "targets")):
        with (
            pytest.raises(BadSetting, match="is the file of targets"),
            open_files(Output(json=False, quiet=True), results, lines, targets=targets),
        ):
            pass
    assert targets.read_text() == "127.0.0.1\n"
