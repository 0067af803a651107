"""What the program says of one server of the examination, open and closed, beside the truth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen.model.verdict import State
from leftopen.service.workspace.workspace import Workspace
from tests.blind import proof
from tests.blind.exam import Exam, Standing, standing
from tests.servers.looking import Line, looking_desk, of, scanned


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One row of the table. `found_by` names the checks and shapes that say open; `judged` all verdicts, each
    as check, verdict and reason; `requests` and `read` (bytes) are those of the verdicts' transcripts;
    `twin_open` and `twin_judged` are of the closed one."""

    name: str
    found_by: tuple[str, ...]
    said: str
    intent: str
    intent_why: str
    product: str
    judged: tuple[str, ...]
    requests: int
    read: int
    seconds: float
    twin_open: tuple[str, ...]
    twin_judged: tuple[str, ...]

    @property
    def found(self) -> bool:
        return bool(self.found_by)

    @property
    def false_closed(self) -> bool:
        """Of what anyone can read it says that it is closed, and nothing says that it is open."""
        return not self.found and any(f" {State.CLOSED} " in one for one in self.judged)

    @property
    def false_open(self) -> bool:
        return bool(self.twin_open)


class NotProved(Exception):
    """The server does not show what the truth says, so nothing can be learnt from it."""


def answered(exam: Exam, folder: Path) -> Answer:
    """One look at the open server and one at its closed twin, in an existing folder. Raises NotProved."""
    with looking_desk(folder / "desk", domains=exam.domains) as workspace:
        opened = _looked(workspace, exam, folder / "open", closed=False)
        shut = _looked(workspace, exam, folder / "closed", closed=True)
    verdicts, findings = of(opened, "verdict"), of(opened, "verdict", verdict=State.OPEN)
    first: Line = findings[0] if findings else {}
    transcripts = [part for verdict in verdicts for part in _parts(verdict)]
    return Answer(
        name=exam.name,
        found_by=tuple(str(one["check"]) for one in findings),
        said=_text(first, "said"),
        intent=_text(first, "intent"),
        intent_why=_text(first, "intent_why"),
        product=next((_text(one, "product") for one in of(opened, "observation")), ""),
        judged=_judged(verdicts),
        requests=sum(1 for part in transcripts if part["sent"]),
        read=sum(int(_number(part["length"])) for part in transcripts if not part["sent"]),
        seconds=round(next(_number(one["seconds"]) for one in of(opened, "summary")), 1),
        twin_open=tuple(str(one["check"]) for one in of(shut, "verdict", verdict=State.OPEN)),
        twin_judged=_judged(of(shut, "verdict")),
    )


def named(exam: Exam, product: str) -> bool:
    """Does the product's name say the package's, or the other way round?"""
    package, answer = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (exam.package, product))
    return len(answer) > 3 and (answer in package or package in answer)


def _looked(workspace: Workspace, exam: Exam, folder: Path, *, closed: bool) -> list[Line]:
    folder.mkdir()
    with standing(exam, folder, closed=closed) as server:
        _prove(server, closed=closed)
        return scanned(workspace, server.port, names=exam.handed)


def _prove(server: Standing, *, closed: bool) -> None:
    if wrong := proof.proved(server, closed=closed):
        raise NotProved(f"{server.exam.name} ({'closed' if closed else 'open'}): {wrong}")


def _judged(verdicts: Sequence[Line]) -> tuple[str, ...]:
    return tuple(f"{one['check']} {one['verdict']} {one['reason']}" for one in verdicts)


def _parts(verdict: Line) -> list[Mapping[str, object]]:
    parts = verdict["transcript"]
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _text(line: Line, field: str) -> str:
    return str(line.get(field) or "")


def _number(value: object) -> float:
    assert isinstance(value, (int, float))
    return value
