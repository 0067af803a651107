"""Reads a check that is stated as data: a TOML file of one or two requests by GET or HEAD.

docs/writing-a-check.md has the format. Pure; every text is accepted or refused with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from leftopen.model.channel import Reply
from leftopen.model.check import Check
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http import json_shows
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
    front_page_says,
    http_check,
    in_turn,
    served_by,
)
from leftopen.wire.http.reading_links import Kind, promises_reading

LARGEST = 32_768
TYPES: Mapping[str, type] = {
    "<string>": str, "<integer>": int, "<boolean>": bool, "<list>": list, "<object>": dict,
}  # fmt: skip
"""The words for the types of JSON. A text that ends in `*` is a beginning; any other value stands for
itself."""
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Path = Annotated[str, Meta(pattern=r"^/(?!/)[!-z|~]{0,499}$")]
"""A path of the service's own origin, with its query."""
Members = dict[str, str | int | bool]


class FrontPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply to `GET /` that has this status, and this text in the header of that name."""

    status: Annotated[int, Meta(ge=100, le=599)]
    header: Text
    text: Text


class ListShown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list whose every item has the members `each`; `most` is the length of the page that was asked for."""

    at: str = ""
    each: Members | str
    most: Annotated[int, Meta(ge=0)] = 0
    least: Annotated[int, Meta(ge=0)] = 0


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request, and what its reply must be: every statement that is there must hold. `after`: it is sent
    only when the reply before it had this status, and takes its place."""

    path: Path
    method: Literal["GET", "HEAD"] = "GET"
    limit: Annotated[int, Meta(ge=0, le=65536)] = 4096
    level: ReadLevel = ReadLevel.METADATA
    after: int = 0
    headers: dict[str, str] = {}
    starts_with: str = ""
    contains: tuple[Text, ...] = ()
    json: Members = {}
    list: ListShown | None = None
    count: tuple[Text, ...] = ()
    members_of: str = ""
    noun: str = ""
    plural: str = ""
    kind: ExposureKind = ExposureKind.METADATA
    shows: str = ""
    access: bool = False

    def __post_init__(self) -> None:
        body = self.contains or self.json or self.list or self.count or self.members_of
        if not (body or (self.method == "HEAD" and self.headers)):
            raise ValueError("it must state what the body of its reply holds; a HEAD request, which headers")
        if bool(self.noun) != bool(self.list or self.count or self.members_of):
            raise ValueError("`noun` goes with `list`, `count` or `members_of`")


class Closed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply by which the product itself denies access; `said` goes into the verdict."""

    status: Annotated[int, Meta(ge=400, le=499)]
    starts_with: Text
    said: Text


class CheckFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. `proof`: *first* the first reply proves it and the second one counts, *all* both are the
    proof, *last* the second path is another place of the first."""

    title: Text
    about: Text
    severity: Severity
    references: tuple[Text, ...]
    sized_by: Text
    remedy: Text
    requests: Annotated[tuple[Request, ...], Meta(min_length=1, max_length=2)]
    products: tuple[Text, ...] = ()
    front_pages: tuple[FrontPage, ...] = ()
    proof: Literal["first", "all", "last"] = "all"
    closed_when_gone: bool = False
    closed: Closed | None = None
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
    shown = [_shows(request) for request in file.requests]
    return http_check(
        title=file.title, about=file.about.strip(), remedy=file.remedy, severity=file.severity,
        references=file.references, sized_by=file.sized_by, applies=_applies(file), ask=_ask(first),
        then=in_turn(*map(_ask, more), when=_goes_on(file, shown[0])), requests=len(file.requests),
        shows=_PROOFS[file.proof](shown), refused=_refused(file), whole=file.whole,
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
    rules = [front_page_says(page.status, page.header, page.text) for page in file.front_pages]
    if file.products:
        rules.append(served_by(*file.products))
    return either(*rules) if rules else any_web_server


def _ask(request: Request) -> Ask:
    return Ask(path=request.path, limit=request.limit, level=request.level, method=request.method)


def _goes_on(file: CheckFile, first: Shows) -> Callable[[Reply], bool]:
    after = file.requests[-1].after
    return lambda reply: reply.status == after if after else first((reply,)) is not None


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


def _last(shown: Sequence[Shows]) -> Shows:
    return lambda heard: shown[min(len(heard), len(shown)) - 1](heard[-1:])


_PROOFS: Mapping[str, Callable[[Sequence[Shows]], Shows]] = {"first": _first, "all": _both, "last": _last}


def _refused(file: CheckFile) -> Callable[[Heard], Verdict | None]:
    rule = denied_or_gone if file.closed_when_gone else denied_last if file.proof == "last" else denied

    def refused(heard: Heard) -> Verdict | None:
        first, own = heard[0], file.closed
        if own and first.status == own.status and first.body.lstrip().startswith(own.starts_with.encode()):
            return closed(Reason.PASSWORD_ASKED, f"HTTP {first.status}: {own.said}")
        return rule(heard)

    return refused


def _shows(request: Request) -> Shows:
    counted = _counted(request)

    def shows(heard: Heard) -> Shown | None:
        return counted(heard) if heard and _holds(request, heard[0]) else None

    return shows


def _holds(request: Request, reply: Reply) -> bool:
    """Do the status, the headers and the texts hold?"""
    headers = request.headers.items()
    named = not headers or any(
        json_shows.is_value(reply.header(name), _value(text)) for name, text in headers
    )
    body = all(text.encode() in reply.body for text in request.contains)
    return reply.status == 200 and named and body and reply.body.startswith(request.starts_with.encode())


def _counted(request: Request) -> Shows:
    """What the JSON of the reply must be, and what in it is counted."""
    also, noun, plural, kind = _shape(request.json), request.noun, request.plural, request.kind
    if items := request.list:
        return json_shows.json_list(
            noun, plural=plural, kind=kind, also=also, at=items.at, each=_shape(items.each), most=items.most,
            least=items.least,
        )  # fmt: skip
    if request.count:
        return json_shows.json_count(noun, plural=plural, kind=kind, also=also, at=request.count)
    if request.members_of:
        return json_shows.json_members(noun, plural=plural, kind=kind, also=also, at=request.members_of)
    shown = Shown(kind=kind, said=request.shows, access=request.access)
    return lambda heard: shown if not also or json_shows.fits(json_shows.value(heard[0]), also) else None


def _shape(members: Members | str) -> json_shows.Shape:
    """A word alone is the type of the item itself."""
    found = {"": members} if isinstance(members, str) else members
    return {path: _value(one) for path, one in found.items()}


def _value(stated: str | int) -> type | str | int:
    if not isinstance(stated, str):
        return stated
    return json_shows.Start(stated[:-1]) if stated.endswith("*") else TYPES.get(stated, stated)
