"""Signals that end work where it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from leftopen.cli._signals import ENDING, Ended, raise_on_signal
from tests.heard import heard


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    with heard():
        yield


def test_work_that_ends_by_itself_changes_nothing() -> None:
    before = [signal.getsignal(number) for number in ENDING]
    with raise_on_signal():
        pass
    assert [signal.getsignal(number) for number in ENDING] == before


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_first_ends_it_and_the_next_are_passed_over(number: signal.Signals, code: int) -> None:
    with pytest.raises(Ended) as ended, raise_on_signal():
        os.kill(os.getpid(), number)
    for each in ENDING:
        os.kill(os.getpid(), each)
    assert ended.value.code == code


def test_what_nohup_passes_over_ends_nothing() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with raise_on_signal():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_what_a_library_took_away_is_raised_again() -> None:
    with raise_on_signal() as ended:
        ended()
        with suppress(Ended):
            os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Ended) as again:
            ended()
    assert again.value.code == 143


INTERRUPTED = """
import os, signal, sys
wanted = sys.argv[1]
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
from leftopen.cli import main
sys.argv[1:] = ["check", "list"]
main()
"""


@pytest.mark.parametrize("module", ["typer", "leftopen.cli.check", "leftopen.service.reference.leaf_pages"])
def test_ctrl_c_while_the_program_is_loaded_ends_it_without_a_word(module: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module], capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr.strip()) == (130, "")
