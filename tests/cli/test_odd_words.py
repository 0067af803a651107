"""Whatever is typed: an exit code that says what it was, one clear line, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leftopen.errors import BadAddress
from leftopen.scope import canonical
from tests.cli.program import Ran, all_ran
from tests.durability.runs import Folder
from tests.tier import tier

pytestmark = pytest.mark.slow
STEP = tier(3, 1)
ODD = (
    "", " ", "-", "--", "-1", "0", "\x1b[2J", "a\nb", "\udcff\udcfe", "ü", "'", '"', "%00", "a" * 5000,
    "../../etc", "0/0", "::", "1e999", "99999999999999999999", "nan", "*", "{}", "[1]", "$(x)", ":", "a:b:c",
    "\u202e",
)  # fmt: skip
ONE = (
    ("check", "show"), ("check", "new"), ("probe", "show"), ("probe", "new"), ("detector", "show"),
    ("shape", "show"), ("review", "open"), ("review", "dismiss", "--reason", "x"),
    ("review", "dismiss", "3", "--reason"),
    ("cases", "show"), ("cases", "ack"), ("cases", "close", "--reason", "x"),
    ("cases", "reopen", "--reason", "x"), ("cases", "false-positive", "--reason", "x"),
    ("cases", "accept", "--until", "2099-01-01", "--reason", "x"),
    ("scope", "remove"), ("scope", "check"), ("scope", "import"), ("scope", "deny"), ("plan",), ("scan",),
    ("host",), ("search",), ("notify",), ("proof",), ("report",), ("verify",), ("proof", "--check"),
    ("scan", "127.0.0.1", "--ports"), ("plan", "127.0.0.1", "--ports"), ("search", "x", "--limit"),
    ("scan", "127.0.0.1", "--rate"), ("scan", "127.0.0.1", "--fail-on"), ("scan", "127.0.0.1", "--method"),
    ("cases", "close", "3fa9", "--reason"), ("cases", "accept", "3fa9", "--reason", "x", "--until"), (),
    ("plan", "-iL"), ("plan", "127.0.0.1", "-o"), ("plan", "127.0.0.1", "-oJ"), ("cases", "list", "--sort"),
    ("cases", "list", "--severity"), ("cases", "list", "--older-than"), ("cases", "list", "--format"),
    ("scope", "add", "--until", "2099-01-01", "--authorised-by", "A"),
    ("scope", "add", "198.18.0.1", "--authorised-by", "A", "--until"),
    ("scope", "add", "198.18.0.1", "--until", "2099-01-01", "--authorised-by"),
    ("scope", "add", "198.18.0.1", "--until", "2099-01-01", "--authorised-by", "A", "--contact"),
    ("scope", "add", "198.18.0.1", "--until", "2099-01-01", "--authorised-by", "A", "--max-rate"),
    ("scope", "add", "198.18.0.1", "--until", "2099-01-01", "--authorised-by", "A", "--note"),
)  # fmt: skip


CHECKING = (("scope", "check"), ("proof", "--check"))
TARGETS = frozenset({("scan",), ("plan",), ("scope", "deny"), ONE[-6]})


def commands() -> Iterator[tuple[str, ...]]:
    for position, words in enumerate(ONE):
        # Every day, each command meets a third of the words, and each word a third of the commands.
        for number, odd in list(enumerate(ODD))[position % STEP :: STEP]:
            if words not in TARGETS or not is_name(odd):
                yield (*words, odd) if (number + position) % 4 == 0 else (*words, odd, "--json")


def is_name(word: str) -> bool:
    """A host name would be asked for at a name server, which is none of a test's business."""
    try:
        return not canonical.looks_numeric(word) and bool(canonical.host_name(word))
    except BadAddress:
        return False


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Ran]:
    folder = Folder(root=tmp_path_factory.mktemp("odd"), settings={})
    return all_ran(folder, list(commands()))


def test_there_is_never_a_traceback(every: list[Ran]) -> None:
    for ran in every:
        assert "Traceback" not in ran.err, f"{ran.words}: {ran.err}"


def test_the_exit_code_is_one_of_those_that_mean_something(every: list[Ran]) -> None:
    for ran in every:
        assert ran.code in (0, 1, 2), f"{ran.words}: {ran.code}"


def test_a_failure_is_one_clear_line_without_control_characters(every: list[Ran]) -> None:
    for ran in every:
        if ran.code == 1 and ran.words[:2] not in CHECKING:
            assert ran.err.startswith("leftopen: "), f"{ran.words}: {ran.err!r}"
            assert len(ran.err.splitlines()) == 1, f"{ran.words}: {ran.err!r}"
        for control in ("\x1b", "\x00", "\u202e"):
            assert control not in ran.out + ran.err, f"{ran.words}: {ran.out!r} {ran.err!r}"


def test_standard_output_with_json_holds_nothing_but_json(every: list[Ran]) -> None:
    looked_at = [ran for ran in every if ran.words[-1] == "--json" and ran.code != 2 and len(ran.words) > 2]
    assert len(looked_at) > 100
    for ran in looked_at:
        assert all(isinstance(line, dict) for line in ran.lines), ran.words


def test_nothing_that_failed_printed_a_result(every: list[Ran]) -> None:
    for ran in every:
        if ran.code == 1 and ran.words[:2] != ("scope", "check"):
            assert ran.out == "", f"{ran.words}: {ran.out!r}"


def test_a_wrong_use_is_two_and_says_how_it_is_used(every: list[Ran]) -> None:
    wrong = [ran for ran in every if ran.code == 2]
    assert wrong
    assert all("--help)" in ran.err or "is not valid UTF-8" in ran.err for ran in wrong)
