"""Reads a check that is stated as data: a TOML file of one or two requests by GET or HEAD.

docs/project/writing-a-check.md has the format. Pure; every text is accepted or refused with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from leftopen.model.channel import Reply
from leftopen.model.check import Check
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.shape import denies_nothing
from leftopen.model.verdict import Reason, Verdict, closed
from leftopen.wire.http.http_check import (
    Applies,
    Ask,
    Heard,
    Shown,
    Shows,
    any_web_server,
    denied,
    denied_last,
    denied_or_gone,
    either,
    front_page_has,
    front_page_says,
    http_check,
    in_turn,
    served_by,
)
from leftopen.wire.http.reading_links import Kind, promises_reading
from leftopen.wire.http.stated_reply import Signs, StatedReply, Text, has_signs, shows

LARGEST = 32_768
Path = Annotated[str, Meta(pattern=r"^/(?!/)[!-z|~]{0,499}$")]
"""A path of the service's own origin, with its query."""


class FrontPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply to `GET /` that has this status, and this text in the header of that name, or all of these
    whole lines of headers, in small letters."""

    status: Annotated[int, Meta(ge=100, le=599)]
    header: str = ""
    text: str = ""
    lines: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.lines) == bool(self.header and self.text):
            raise ValueError("a front page states `header` and `text`, or `lines`")


class Request(StatedReply, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request, and what its reply must be: every statement that is there must hold. `after`: it is sent
    only when the reply before it had one of these statuses."""

    path: Path
    method: Literal["GET", "HEAD"] = "GET"
    limit: Annotated[int, Meta(ge=0, le=65536)] = 4096
    level: ReadLevel = ReadLevel.METADATA
    after: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.has_body or self.items or self.count or (self.method == "HEAD" and self.headers)):
            raise ValueError("it must state what the body of its reply holds; a HEAD request, which headers")


class Closed(Signs, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A first reply by which the product itself denies access; `said` goes into the verdict. `with_second`:
    only where the second reply is the one that is stated."""

    said: Text
    reason: Literal["password_asked", "forbidden"] = "password_asked"
    with_second: bool = False

    def __post_init__(self) -> None:
        if not (self.has_body or self.headers or self.starts_with or self.with_second):
            raise ValueError("`closed` must state more than a status")


class CheckFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. `proof`: *first* the first reply proves it and the second one counts, *unrefused* the
    same unless that one is refused, *joined* the same with the words of both, *all* both are the proof,
    *last* the second path is another place of the first. `denied_by`: the reply whose refusal counts, unless
    its whole text is `undecided`. `denies`: by these signs the product itself denies access, at any path."""

    title: Text
    about: Text
    severity: Severity
    references: tuple[Text, ...]
    sized_by: Text
    remedy: Text
    requests: Annotated[tuple[Request, ...], Meta(min_length=1, max_length=2)]
    products: tuple[Text, ...] = ()
    front_pages: tuple[FrontPage, ...] = ()
    proof: Literal["first", "unrefused", "joined", "all", "last"] = "all"
    closed_when_gone: bool = False
    denied_by: Literal["first", "last"] = "first"
    undecided: str = ""
    closed: Closed | None = None
    denies: Signs | None = None
    whole: bool = True


def read_own_check(text: str) -> Check:
    """The check of a file that a user wrote: its paths must promise reading, as a link must that a server
    names. Raises ValueError."""
    for request in read_file(text).requests:
        if not any(
            promises_reading(request.path, kind) for kind in (Kind.PAGE, Kind.DOCUMENTED, Kind.FOLDER)
        ):
            raise ValueError(
                f"the words of {request.path} do not promise reading; a path such as /api/status does"
            )
    return read_check(text)


def read_check(text: str) -> Check:
    """The check of a file. Raises ValueError with the place of what is wrong."""
    file = read_file(text)
    first, *more = file.requests
    shown = [shows(request) for request in file.requests]
    return http_check(
        title=file.title, about=file.about.strip(), remedy=file.remedy, severity=file.severity,
        references=file.references, sized_by=file.sized_by, applies=_applies(file), ask=_ask(first),
        then=in_turn(*map(_ask, more), when=_goes_on(file, shown[0])), requests=len(file.requests),
        shows=_PROOFS[file.proof](shown), refused=_refused(file, shown), whole=file.whole,
        denies=_denies(file),
        reads=max((one.level for one in file.requests), key=lambda level: level.depth) if more else None,
    )  # fmt: skip


def read_file(text: str) -> CheckFile:
    """What the file states. Raises ValueError with the place of what is wrong."""
    if len(text) > LARGEST:
        raise ValueError(f"it has more than {LARGEST} characters")
    try:
        return msgspec.toml.decode(text, type=CheckFile)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _applies(file: CheckFile) -> Applies:
    rules = [
        front_page_has(page.status, *page.lines)
        if page.lines
        else front_page_says(page.status, page.header, page.text)
        for page in file.front_pages
    ]
    if file.products:
        rules.append(served_by(*file.products))
    return either(*rules) if rules else any_web_server


def _ask(request: Request) -> Ask:
    return Ask(path=request.path, limit=request.limit, level=request.level, method=request.method)


def _goes_on(file: CheckFile, first: Shows) -> Callable[[Reply], bool]:
    after = file.requests[-1].after
    return lambda reply: reply.status in after if after else first((reply,)) is not None


def _both(shown: Sequence[Shows]) -> Shows:
    """Every reply is needed; the one that counts is what is shown."""

    def shows(heard: Heard) -> Shown | None:
        found = [one((reply,)) for one, reply in zip(shown, heard, strict=False)]
        whole = len(heard) >= len(shown) and None not in found
        return (
            next((one for one in found if one and one.size.records is not None), found[0]) if whole else None
        )

    return shows


def _first(shown: Sequence[Shows]) -> Shows:
    def shows(heard: Heard) -> Shown | None:
        found = shown[0](heard[:1])
        return (shown[1](heard[1:]) if found and len(heard) > 1 else None) or found

    return shows


def _unrefused(shown: Sequence[Shows]) -> Shows:
    first = _first(shown)
    return lambda heard: None if any(reply.status in (401, 403) for reply in heard[1:]) else first(heard)


def _joined(shown: Sequence[Shows]) -> Shows:
    def shows(heard: Heard) -> Shown | None:
        first, found = shown[0](heard[:1]), _first(shown)(heard)
        return (
            replace(found, said=f"{found.said}; {first.said}")
            if found and first and found != first
            else found
        )

    return shows


def _last(shown: Sequence[Shows]) -> Shows:
    return lambda heard: shown[min(len(heard), len(shown)) - 1](heard[-1:])


_PROOFS: Mapping[str, Callable[[Sequence[Shows]], Shows]] = {
    "first": _first, "unrefused": _unrefused, "joined": _joined, "all": _both, "last": _last,
}  # fmt: skip


def _refused(file: CheckFile, shown: Sequence[Shows]) -> Callable[[Heard], Verdict | None]:
    by_last = file.proof == "last" or file.denied_by == "last"
    rule = denied_or_gone if file.closed_when_gone else denied_last if by_last else denied

    def refused(heard: Heard) -> Verdict | None:
        first, own = heard[0], file.closed
        if own and has_signs(own, first) and (not own.with_second or shown[-1](heard[1:])):
            return closed(Reason(own.reason), own.said)
        undecided = file.undecided and first.body.strip() == file.undecided.encode()
        return None if undecided else rule(heard)

    return refused


def _denies(file: CheckFile) -> Callable[[Reply], bool]:
    signs = file.denies
    return (lambda reply: has_signs(signs, reply)) if signs else denies_nothing
