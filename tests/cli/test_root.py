"""The whole command: help that shows how, exit codes with a meaning, nothing heavy before a verb runs."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from leftopen import __version__
from leftopen.cli import PANELS, build
from tests.cli.program import ran
from tests.durability.runs import Folder, Run, done
from tests.each import each
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.stopwatch import slowness

HEAVY = (
    "alembic",
    "chdb",
    "sqlalchemy",
    "cryptography",
    "hyperscan",
    "uvloop",
    "asyncio",
    "rich",
    "leftopen.service",
)
IMPORTED = (
    "import sys\nsys.argv = ['leftopen', *sys.argv[1:]]\nfrom leftopen.cli import main\n"
    "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
    "sys.stderr.write(' '.join(sys.modules))\n"
)
# Seconds that the program wanted a processor and had none: a busy machine's, not its own.
WAITED = "sys.stderr.write(f\" {int(open('/proc/self/schedstat').read().split()[1]) / 1e9}\")"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path / "it", settings={"banner_wait": 0.05, "connect_timeout": 0.5})


def verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group, by its words."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from verbs(inner, (*path, name))


STORELESS = (
    "completion",
    "demo",
    "check",
    "shape",
    "probe",
    "detector",
    ("readers", "formats"),
    ("backup", "check"),
)
ALL = dict(verbs(typer.main.get_command(build())))


def test_the_verbs_are_those_that_the_documents_name() -> None:
    assert {path[0] for path in ALL if path} == {
        "assess", "audit", "backup", "cases", "changes", "check", "count", "cve", "demo", "detector",
        "completion", "config", "doctor", "erase", "exclusion", "export", "host", "import", "jobs",
        "key", "keys", "mute", "notify",
        "org", "outbox", "user", "places", "plan", "probe", "proof", "readers", "report", "respond",
        "restore", "review", "scan", "scope", "search", "serve", "shape", "stats", "status", "upgrade",
        "verify",
        "watch", "worker",
    }  # fmt: skip


def test_help_groups_the_commands_by_task() -> None:
    shown = CliRunner().invoke(build(), ["--help"], prog_name="leftopen", env={"COLUMNS": "100"}).stdout
    titles = [line.strip("╭╮─ ") for line in shown.splitlines() if line.startswith("╭")]
    assert titles == ["Options", *PANELS]
    panel, found = "", dict[str, str]()
    for line in shown.splitlines():
        if line.startswith("╭"):
            panel = line.strip("╭╮─ ")
        elif len(words := line.split()) > 1 and (words[1],) in ALL:
            found[words[1]] = panel
    assert found.keys() == {path[0] for path in ALL if path}
    for panel, name in zip(PANELS, ("scan", "search", "cases", "proof", "serve", "assess"), strict=True):
        assert found[name] == panel


@each("path", ALL, label=lambda path: " ".join(path) or "leftopen")
def test_every_help_has_an_example_of_just_that(path: tuple[str, ...]) -> None:
    # As the program itself: it builds the typed command alone.
    app = build(path[0] if path else "")
    shown = CliRunner().invoke(app, [*path, "--help"], prog_name="leftopen", env={"COLUMNS": "300"})
    assert shown.exit_code == 0
    assert typed(path) in " ".join(shown.stdout.split("Usage", 1)[1].split("\n", 1)[1].split())


def typed(path: tuple[str, ...]) -> str:
    """As a person types it: `respond` has its case before the subcommand, and `show` is left out."""
    if path[:1] == ("respond",) and len(path) > 1:
        path = ("respond", "3fa9", *(word for word in path[1:] if path != ("respond", "show")))
    return f"leftopen {' '.join(path)}".strip()


@each("path", [path for path in ALL if path and not hasattr(ALL[path], "commands")], label=" ".join)
def test_every_verb_speaks_json_and_can_be_quiet(path: tuple[str, ...]) -> None:
    names = {name for parameter in ALL[path].params for name in parameter.opts}
    assert {"--json", "--quiet", "-q", "--verbose", "-v"} <= names
    assert path[0] in STORELESS or path in STORELESS or "--data" in names


@pytest.mark.parametrize("words", [("--help",), ("scan", "--help"), ("--version",)])
def test_nothing_heavy_is_imported_before_a_verb_runs(tmp_path: Path, words: tuple[str, ...]) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", IMPORTED, *words], capture_output=True, text=True, timeout=30, check=True,
        env=os.environ | {"TYPER_USE_RICH": "0"},
    )  # fmt: skip
    loaded = shown.stderr.split()
    assert "leftopen.cli" in loaded
    assert [name for name in loaded if name.split(".")[0] in HEAVY or name in HEAVY] == []


def test_help_answers_at_once() -> None:
    took = []
    for _ in range(3):
        began = time.monotonic()
        shown = subprocess.run(
            [sys.executable, "-c", f"{IMPORTED}\n{WAITED}", "--help"],
            capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
        took.append(time.monotonic() - began - float(shown.stderr.split()[-1]))
    assert min(took) / slowness() < 1.5


def test_the_version_is_said(folder: Folder) -> None:
    assert ran(folder, "--version").out == f"leftopen {__version__}\n"


def test_without_a_verb_it_fits_one_screen_and_names_every_command(folder: Folder) -> None:
    shown = ran(folder)
    lines = shown.out.splitlines()
    assert (shown.code, shown.err) == (0, "")
    assert len(lines) < 24
    assert max(map(len, lines)) <= 90
    assert {path[0] for path in ALL if path} <= set(shown.out.split())


@pytest.mark.parametrize("words", [("cases", "list", "-h"), ("help", "cases", "list")])
def test_help_is_asked_for_in_every_usual_way(folder: Folder, words: tuple[str, ...]) -> None:
    assert ran(folder, *words).out == ran(folder, "cases", "list", "--help").out != ""


@pytest.mark.parametrize(
    "words", [("--nope",), ("nope",), ("cases", "nope"), ("cases", "list", "more"), ("scan",)]
)
def test_wrong_usage_is_one_line_in_the_style_of_every_error(folder: Folder, words: tuple[str, ...]) -> None:
    shown = ran(folder, *words)
    assert (shown.code, shown.out, len(shown.err.splitlines())) == (2, "", 1)
    assert re.fullmatch(r"leftopen: .+ \(see leftopen[ a-z]* --help\)\n", shown.err)


def test_the_options_of_all_commands_may_stand_before_the_command(folder: Folder) -> None:
    for words in (["--json", "config", "list"], ["config", "--json", "list"], ["config", "list", "--json"]):
        assert {line["type"] for line in ran(folder, *words).lines} == {"setting"}
    other = str(folder.root / "elsewhere")
    for words in (["--data", other, "status"], [f"--data={other}", "status"], ["status", "--data", other]):
        assert other in ran(folder, *words).err


def test_a_list_as_csv_or_with_some_columns(folder: Folder) -> None:
    whole = ran(folder, "config", "list", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(whole)))
    assert [row["name"] for row in rows] == [
        line["name"] for line in ran(folder, "config", "list", "--json").lines
    ]
    some = ran(folder, "config", "list", "--columns", "Value,name", "--format", "csv").out.splitlines()
    assert some[0] == "value,name"
    assert len(some) == len(rows) + 1
    assert ran(folder, "config", "list", "--columns", "name").out.split()[:2] == ["name", rows[0]["name"]]
    wrong = ran(folder, "config", "list", "--columns", "nope")
    assert (wrong.code, "use name, value, source" in wrong.err) == (1, True)
    assert ran(folder, "config", "list", "--format", "xml").code == 2
    assert ran(folder, "config", "list", "--json", "--format", "csv").code == 2


def test_a_setting_is_shown_with_its_source(folder: Folder) -> None:
    assert ran(folder, "config", "get", "banner_wait").out == "0.05\n"
    [changed] = [
        one
        for one in ran(folder, "config", "list", "--changed", "--json").lines
        if one["name"] == "banner_wait"
    ]
    assert (changed["value"], changed["source"]) == (0.05, "environment")
    wrong = ran(folder, "config", "get", "baner_wait")
    assert (wrong.code, "did you mean banner_wait?" in wrong.err) == (1, True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes(folder: Folder, shell: str) -> None:
    script = ran(folder, "completion", shell).out
    assert "_LEFTOPEN_COMPLETE" in script
    assert ran(folder, "completion", "tcsh").code == 2


def test_completions_are_commands_and_options() -> None:
    for typed, number, wanted in (
        ("leftopen ca", 1, "cases"),
        ("leftopen cases list --sev", 3, "--severity"),
    ):
        asked = {"COMP_WORDS": typed, "COMP_CWORD": str(number), "_LEFTOPEN_COMPLETE": "complete_bash"}
        shown = subprocess.run(
            [sys.executable, "-c", "from leftopen.cli import main; main()"], env=os.environ | asked,
            capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
        assert wanted in shown.stdout.split()


def test_the_status_says_what_waits(folder: Folder) -> None:
    with Loopback() as loopback:
        port = loopback.serve(Redis())
        ran(folder, "scan", "127.0.0.1", "--ports", str(port), "--quiet")
        assert ran(folder, "status").out.splitlines() == [
            "Runs now: nothing",
            "Next: nothing",
            "Waits for you: nothing",
        ]
        [case] = ran(folder, "cases", "list", "--json").lines
        ran(folder, "watch", "add", "here", "127.0.0.1", "--every", "6h")
        ran(folder, "cases", "due", case["id"], "2020-01-01")
    text, lines = ran(folder, "status", "-v"), ran(folder, "status", "--json").lines
    assert "monitor here" in text.out
    assert str(folder.data) in text.err
    assert [(one["type"], one["what"]) for one in lines] == [("next", "monitor here")]


def test_zero_one_two_and_three(folder: Folder) -> None:
    with Loopback() as loopback:
        redis = Redis()
        scan = ("scan", "127.0.0.1", "--ports", str(loopback.serve(redis)), "--fail-on", "open", "--quiet")
        assert ran(folder, *scan).code == 3, "something is open, and that was asked"
        assert ran(folder, *scan[:-3]).code == 0
        assert ran(folder, "verify", "--all", "--fail-on", "open").code == 3
        redis.locked = True
        assert ran(folder, "verify", "--all", "--fail-on", "open").code == 0
        assert ran(folder, *scan).code == 0
    assert ran(folder, "scan", "127.0.0.1", "--no-checks", "--fail-on", "open").code == 2
    refused = ran(folder, "scan", "192.0.2.1")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("leftopen: ")
    assert ran(folder, "scan", "--no-such-option").code == 2
    assert ran(folder, "scan").code == 2


def test_a_look_that_decides_nothing_is_no_success(folder: Folder) -> None:
    with Loopback() as loopback:
        ran(folder, "scan", "127.0.0.1", "--ports", str(loopback.serve(Redis())), "--quiet")
    assert ran(folder, "verify", "--all").code == 0
    undecided = ran(folder, "verify", "--all", "--fail-on", "open")
    assert (undecided.code, "cannot confirm that every case is closed" in undecided.err) == (1, True)


def test_an_error_is_one_line_without_control_characters(folder: Folder) -> None:
    failed = ran(folder, "cases", "show", "\x1b[2J\n\u202e")
    assert failed.code == 1
    assert len(failed.err.splitlines()) == 1
    assert "\\x1b[2J\\n\\u202e" in failed.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_waits_it_ends_at_once_without_a_trace(
    folder: Folder, number: signal.Signals
) -> None:
    with Loopback() as loopback:
        port = loopback.serve(Redis())
        case = next(
            line["id"]
            for line in done(folder, "scan", "127.0.0.1", "--ports", str(port), "--json")
            if line["type"] == "case"
        )
        loopback.shut(port)
        run = Run(folder, "verify", case, "--wait", "--json")
        run.until("verdict")
        run.process.send_signal(number)
        code = run.wait(20)
    assert code == 130 or (number is signal.SIGTERM and code == -signal.SIGTERM)
    assert "Traceback" not in run.said()
