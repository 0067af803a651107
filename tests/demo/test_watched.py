"""The second act: every step happens, or the story fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from leftopen.demo import watched
from leftopen.demo.proof_check import StoryFailed
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.demo.stage import Stage
from leftopen.demo.timeline import MOMENTS

pytestmark = [pytest.mark.real, pytest.mark.slow]


class Careless(Stage):
    """Its owner says that a password is set, and sets none."""

    def secure_mailbox(self) -> None:
        self.reopen_mailbox()


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        yield made


def acted(folder: Path, stage: Stage, sink: SmtpSink, answer: list[str]) -> dict[str, datetime]:
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    return watched.watch(folder / "watched", stage, sink, environ, answer.append)


@pytest.mark.full
def test_nobody_types_and_every_step_happens_in_its_order(tmp_path: Path, sink: SmtpSink) -> None:
    answer: list[str] = []
    (tmp_path / "servers").mkdir()
    with Stage(tmp_path / "servers") as stage:
        stage.secure()
        moments = acted(tmp_path, stage, sink, answer)
    # Who read it is told of the first act alone.
    assert set(moments) == set(MOMENTS) - {"readers", "affected"}
    order = [moments[key] for key in ("opened", "proved", "told", "answered", "closed", "proof")]
    assert order == sorted(order)
    assert sink.recipients == [(f"soc@{stage.truth.domain}",)]
    assert len(answer) == 7
    assert max(map(len, answer)) <= 110


@pytest.mark.full
def test_a_mailbox_that_stays_open_is_not_closed_by_a_button(tmp_path: Path, sink: SmtpSink) -> None:
    answer: list[str] = []
    (tmp_path / "servers").mkdir()
    with Careless(tmp_path / "servers") as stage:
        stage.secure()
        with pytest.raises(StoryFailed, match="was secured, and leftopen says acknowledged"):
            acted(tmp_path, stage, sink, answer)
    assert not any("proof" in line for line in answer)


def test_what_does_not_happen_in_time_ends_the_story() -> None:
    with pytest.raises(StoryFailed, match=r"demonstration failed: no mail within 0 s"):
        watched.await_true(lambda: False, "no mail", 0.2)
