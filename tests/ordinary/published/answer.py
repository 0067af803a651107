"""What a scan says of one ordinary site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

from leftopen.demo.program import LOOPBACK
from leftopen.model.verdict import State
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.reviews import Reviews
from tests.ordinary.published.site import Published, standing
from tests.servers.looking import Line, of, scanned

LEFT_OPEN = "left_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`where` is the path of the page that decided ('': a check); `holds` the labels of a case's evidence."""

    check: str
    intent: str
    why: str
    said: str
    where: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`open` has one row for each check or shape that says open. `rest` are the other verdicts: check,
    verdict and reason. `seconds` is the whole scan. `cases` are the checks and shapes
    whose cases it opens."""

    name: str
    open: tuple[Opened, ...]
    rest: tuple[str, ...]
    product: str
    seconds: float
    cases: tuple[str, ...] = ()

    @property
    def called(self) -> Literal["left open", "undetermined", "published", "nothing"]:
        """The worst of what is said."""
        intents = {one.intent for one in self.open}
        if intents - {"undetermined", "published"}:
            return "left open"
        return "undetermined" if "undetermined" in intents else "published" if intents else "nothing"


class NotProved(Exception):
    """The site does not show what it should, so nothing can be learnt from it."""


def answered(workspace: Workspace, site: Published, folder: Path) -> Answer:
    """One scan of the site, which stands in an existing, empty folder. Raises NotProved."""
    with standing(site, folder) as port:
        _prove(site, port)
        lines = scanned(workspace, port)
    verdicts = of(lines, "verdict")
    summary = of(lines, "summary")[0]
    assert isinstance(summary["seconds"], (int, float))
    return Answer(
        name=site.name,
        open=tuple(
            _opened(workspace, one, of(lines, "case")) for one in of(lines, "verdict", verdict=State.OPEN)
        ),
        rest=tuple(
            f"{one['check']} {one['verdict']} {one['reason']}"
            for one in verdicts
            if one["verdict"] != State.OPEN
        ),
        product=_first(of(lines, "observation"), "product"),
        seconds=round(float(summary["seconds"]), 1),
        cases=tuple(str(one["check"]) for one in of(lines, "case")),
    )


def _prove(site: Published, port: int) -> None:
    with urlopen(f"http://{LOOPBACK}:{port}/", timeout=20) as answer:
        front = answer.read().decode(errors="replace")
    if site.shows not in front:
        raise NotProved(f"{site.name}: no {site.shows!r} on the front page: {front[:300]!r}")


def _opened(workspace: Workspace, line: Line, cases: Sequence[Line]) -> Opened:
    """A check has no intent: it is only ever open when it is left open."""
    intent, why, answer = (str(line.get(name) or "") for name in ("intent", "intent_why", "said"))
    finding = Findings(workspace.store.records).newest(str(line["finding"]))
    review = Reviews(workspace.store.records).find(str(line["finding"]))
    kept = finding or (review and review.finding)
    route = kept.judged.route if kept else ()
    return Opened(
        check=str(line["check"]),
        intent=intent or LEFT_OPEN,
        why=why,
        said=answer,
        where=route[-1].path if route else "",
        holds=tuple(sorted(label for case in cases for label in _labels(case))),
    )


def _labels(case: Line) -> Sequence[str]:
    holds = case["holds"]
    return list(holds) if isinstance(holds, dict) else []


def _first(lines: Sequence[Line], field: str) -> str:
    return next((str(line.get(field) or "") for line in lines), "")
