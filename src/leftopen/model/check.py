"""The contract of a file in `checks/`: is the service readable?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from leftopen.model.channel import Channel, Reply
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import Verdict

Replies = tuple[Reply | bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReplies:
    """The result of a check's talk: the replies that `judge` and `measure` read, and the raw sample (dropped
    after step 5)."""

    replies: Replies
    sample: Sample = field(default=NOTHING)


def nothing_measured(replies: Replies) -> Size:
    """For a check whose server gives no counters."""
    return Size()


def no_mail(replies: Replies) -> tuple[MailFiles, ...]:
    """For a check that lists no files."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A check's title and remedy in another language; commands are the same in all of them."""

    title: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One exposure.

    `applies`   pure: does the check apply to this observation? (identified service, never the port number)
    `run`       talks; never more than `requests` requests
    `judge`     pure: the replies to open, closed or unknown, for any bytes
    `measure`   pure: the same replies to the size, by the server's own counters
    `mail`      pure: the same replies to the mail files there, by name and size
    `level`     the lowest read level that the request itself needs
    `sized_by`  in words: where the size comes from
    `anonymous` it needs the protocol's own anonymous identity, so the scope must say `--anonymous`
    `french`    its title and remedy in French
    `control`   an HTTP check: an open verdict is compared with the random-path control
    """

    title: str
    remedy: str
    severity: Severity
    references: tuple[str, ...]
    requests: int
    sized_by: str
    applies: Callable[[Observation], bool]
    run: Callable[[Observation, Channel], Awaitable[CheckReplies]]
    judge: Callable[[Replies], Verdict]
    measure: Callable[[Replies], Size] = nothing_measured
    mail: Callable[[Replies], tuple[MailFiles, ...]] = no_mail
    level: ReadLevel = ReadLevel.METADATA
    anonymous: bool = False
    control: bool = False
    french: Translation | None = None

    def words(self, language: str) -> Translation:
        """In English where there is no translation."""
        english = Translation(title=self.title, remedy=self.remedy)
        return self.french or english if language == "fr" else english
