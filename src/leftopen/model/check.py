"""The contract of a module in `checks/`: one exposure check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from leftopen.model.channel import Channel, Reply
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, denies_nothing
from leftopen.model.size import Size
from leftopen.model.verdict import Reason, Verdict, unknown

Replies = tuple[Reply | bytes, ...]
CONFIRM = 6
"""With half of the servers behind one address open and chosen at random, one closure in 64 would still be
false; the checks after the closure find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReplies:
    """What `run` returns: the replies for `judge` and `measure`, the raw sample (dropped after step 5)."""

    replies: Replies
    sample: Sample = field(default=NOTHING)


def nothing_measured(replies: Replies) -> Size:
    """For a check whose server gives no counters."""
    return Size()


def no_mail(replies: Replies) -> tuple[MailFiles, ...]:
    """For a check that lists no files."""
    return ()


def left_open(replies: Replies) -> tuple[Intent, str]:
    """For a check of something that nobody publishes."""
    return Intent.LEFT_OPEN, ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A check's title and remedy in one language; commands are the same in every language."""

    title: str
    remedy: Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One exposure.

    `remedy`    what to do for every product and for each one; a text: only the steps of the product
    `applies`   pure: does the check apply to this observation? (identified service, never the port number)
    `run`       sends at most `requests` requests
    `judge`     pure: replies to open, closed or unknown, for any bytes
    `measure`   pure: the same replies to the size, from the server's own counters
    `mail`      pure: the same replies to the mail files in them, by name and size
    `intent`    pure: the same replies to whether it was left open or published, and why
    `level`     the lowest read level that the check requires
    `reads`     the deepest level at which it reads, where that is deeper than `level`
    `sized_by`  text: the source of the size
    `anonymous` uses the protocol's own anonymous identity, so the scope must allow `--anonymous`
    `whole`     decides for the service as a whole. False: for one file or path of any web server, so that it
                takes over no shape's case
    `control`   for HTTP checks: an open verdict must also pass the random-path control
    `denies`    pure: does the product itself deny this visitor, in its own words? Such a denial may come for
                every path; any other 403 for every path may mean that only this scanner is blocked
    `confirm`   how often a refusal is asked for in all, on new connections, before a case may close
    `about`     its description, where no module's docstring is
    """

    title: str
    remedy: Remedy | str
    severity: Severity
    references: tuple[str, ...]
    requests: int
    sized_by: str
    applies: Callable[[Observation], bool]
    run: Callable[[Observation, Channel], Awaitable[CheckReplies]]
    judge: Callable[[Replies], Verdict]
    measure: Callable[[Replies], Size] = nothing_measured
    mail: Callable[[Replies], tuple[MailFiles, ...]] = no_mail
    intent: Callable[[Replies], tuple[Intent, str]] = left_open
    level: ReadLevel = ReadLevel.METADATA
    reads: ReadLevel | None = None
    anonymous: bool = False
    control: bool = False
    whole: bool = True
    denies: Callable[[Reply], bool] = denies_nothing
    confirm: int = CONFIRM
    about: str = ""

    @property
    def deepest(self) -> ReadLevel:
        """What it can read at most, whatever the scope allows."""
        return self.reads or self.level


def missing_check(name: str) -> Check:
    """Stands in for a check that opened a case and is gone: of an older version, or the user's own file. It
    asks nothing, and knows nothing."""

    async def run(observation: Observation, channel: Channel) -> CheckReplies:
        return CheckReplies(replies=())

    return Check(
        title=name,
        remedy=Remedy(general=f"The check {name} is not installed. Restore its file.", products={}),
        severity=Severity.MEDIUM,
        references=(),
        requests=1,
        sized_by="",
        applies=lambda observation: False,
        run=run,
        judge=lambda replies: unknown(Reason.NOT_UNDERSTOOD, said=f"the check {name} is not installed"),
    )
