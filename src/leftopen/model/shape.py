"""The contract of a module in `shapes/`: what a visitor can see, judged by its form and not by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from leftopen.model.channel import Reply
from leftopen.model.mail import MailFiles
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer


class Intent(StrEnum):
    """Is it meant to be readable? `left_open`: a case opens by itself. `undetermined`: readable, purpose
    unknown: listed for review. `published`: listed apart."""

    LEFT_OPEN = "left_open"
    UNDETERMINED = "undetermined"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a route, as it is repeated at a recheck."""

    path: str
    method: str = "GET"
    accept: str = "*/*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeMatch:
    """What one answer shows. `said` is one plain sentence part, without any name or value from the page:
    "312 mails"; `why` says how `intent` was concluded. `by_controls`: a page's
    controls were recognised, and a refusal by the page's own API means that they do nothing without a login.
    `sample` is raw and exists in memory only."""

    kind: ExposureKind
    said: str
    intent: Intent
    why: str
    size: Size = field(default=Size())
    mail: tuple[MailFiles, ...] = ()
    by_controls: bool = False
    sample: Sample = field(default=NOTHING)


def denies_nothing(reply: Reply) -> bool:
    """For a check or shape that knows no denial in a product's own words."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape.

    `judge`     pure: one answer to a match, or None; for any bytes
    `sized_by`  text: the source of the size
    `severity`  the lowest; what the content holds may raise it
    `denies`    as in `model.check.Check`
    `lists`     its match proves that a machine listed the folders that there are, which may be visited
    `hits`, `misses` its own examples; each miss is a near one
    """

    title: str
    remedy: str
    severity: Severity
    references: tuple[str, ...]
    sized_by: str
    judge: Callable[[Answer], ShapeMatch | None]
    hits: tuple[Answer, ...]
    misses: tuple[Answer, ...]
    denies: Callable[[Reply], bool] = denies_nothing
    lists: bool = False

    def match(self, answer: Answer) -> ShapeMatch | None:
        """What the answer shows, or else the first of the data that stands in its page."""
        return next((found for one in (answer, *answer.inline) if (found := self.judge(one))), None)
