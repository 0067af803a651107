"""Counts an assessment: all that is made of its results and shown again and again is made in one pass, and
kept in its folder until the results or the rejections change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from leftopen.errors import NotCounted
from leftopen.impact.review.clean_sample import CleanDraw
from leftopen.impact.review.hits import DoubtfulHits, ReviewHit
from leftopen.model.assessment import CleanDocument, UnitResult
from leftopen.service.assessments.accepted_results import figures_of, lists_of, rejections
from leftopen.service.assessments.figures import SUMMARY, Figures
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.stored_people import NAME as PEOPLE
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace

T = TypeVar("T")
QUEUE, SAMPLE, SERVED = "queue", "sample", "served"
LOOK_S = 0.2


class Queue(msgspec.Struct, frozen=True):
    """How many hits are doubtful, and the first of them."""

    total: int
    hits: list[ReviewHit]


class Sample(msgspec.Struct, frozen=True):
    """How many documents are called clean, and the first of them at random. `old`: an earlier version read
    the assessment, which named none."""

    clean: int
    documents: list[CleanDocument]
    old: bool


def result(
    workspace: Workspace,
    folder: AssessmentFolder,
    stored: Callable[[Workspace, AssessmentFolder], T | None],
) -> T:
    """What `stored` gives once the assessment is counted. Raises NotCounted where this process counts none;
    StoreFailed."""
    found = stored(workspace, folder)
    while found is None:
        with turn(workspace, folder):
            found = stored(workspace, folder)
            if found is None:
                _count(workspace, folder)
        # Again where somebody rejected a hit meanwhile.
        found = stored(workspace, folder) if found is None else found
    return found


def ensure(workspace: Workspace, folder: AssessmentFolder) -> None:
    """Counts what is not counted yet. Raises as `result`."""
    result(workspace, folder, _whole)


def _whole(workspace: Workspace, folder: AssessmentFolder) -> bool | None:
    """None where anything is missing."""
    figures, lists = figures_of(workspace, folder), lists_of(folder)
    found = (
        folder.blocks(PEOPLE, figures),
        folder.cached_result(SUMMARY, figures, dict[str, Any]),
        folder.cached_result(QUEUE, lists, Queue),
        folder.cached_result(SAMPLE, lists, Sample),
    )
    return None if None in found else True


@contextmanager
def turn(workspace: Workspace, folder: AssessmentFolder) -> Iterator[None]:
    """Waits until nobody else counts this assessment. Raises NotCounted where this process counts none."""
    if not workspace.counts:
        raise NotCounted(folder.path.name)
    lock = f"count-{folder.path.name}"
    while True:
        with try_lock(workspace.data, lock) as free:
            if free:
                folder.tidy(SUMMARY, PEOPLE, QUEUE, SAMPLE, SERVED)
                yield
                return
        time.sleep(LOOK_S)


def _count(workspace: Workspace, folder: AssessmentFolder) -> None:
    detectors, rejected = workspace.contents().detectors, rejections(workspace)
    of_figures, of_lists = (folder.made_of(of) for of in (figures_of(workspace, folder), lists_of(folder)))
    figures, lists = Figures(detectors=detectors), _Lists(DoubtfulHits(detectors=detectors), CleanDraw())
    for result in folder.results():
        doubtful, left = lists.add(result), rejected.apply(result)
        figures.add(left, doubtful if left is result else None)
    folder.cache_result(QUEUE, of_lists, Queue(lists.doubtful.total, lists.doubtful.ranked()))
    folder.cache_result(SAMPLE, of_lists, Sample(lists.clean.total, lists.clean.documents, lists.old))
    figures.store(workspace, folder, of_figures, len(rejected.met))


@dataclass(slots=True)
class _Lists:
    """What people are to look at, whatever they rejected."""

    doubtful: DoubtfulHits
    clean: CleanDraw
    _unnamed: int = 0

    def add(self, result: UnitResult) -> int:
        """How many hits of it are doubtful."""
        before = self.doubtful.total
        self.doubtful.add(result)
        self.clean.add(result)
        self._unnamed += result.outcomes.get("read", 0) - len(result.found)
        return self.doubtful.total - before

    @property
    def old(self) -> bool:
        """Were more documents read than hold something, and none is called clean?"""
        return not self.clean.total and self._unnamed > 0
