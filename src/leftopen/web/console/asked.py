"""What a page is asked, by whom, and how it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response

from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.user import Sitting, User
from leftopen.service import sittings
from leftopen.service.desk import Desk
from leftopen.service.sight import Sight
from leftopen.web.answers import Answer
from leftopen.web.console import drawing, words
from leftopen.web.console.multipart import Arriving
from leftopen.web.guard import Incoming
from leftopen.web.place import place

if TYPE_CHECKING:
    from leftopen.web.console.house import House

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form that was refused: why, where it went to, and its fields as JSON, for the page to fill in."""

    wrong: str
    action: str
    fields: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`parts` of the path, `query` and `form` in order; `user` and `sitting` None for whoever is not signed
    in; `csrf` is what a form must send back; `file` comes behind the form, through `incoming`; `keyed`: the
    person has a passkey; `way_in` tells a browser again that is not signed in yet,
    `marks` one in which somebody signed in before; `typed`: the form of this page was just refused."""

    house: House
    method: str
    path: str
    headers: Headers
    client: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Pairs = ()
    form: Pairs = ()
    user: User | None = None
    sitting: Sitting | None = None
    csrf: str = ""
    file: Arriving | None = None
    incoming: Incoming | None = None
    keyed: bool = False
    way_in: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    typed: Typed | None = None

    @property
    def desk(self) -> Desk:
        return self.house.desk

    @property
    def person(self) -> User:
        """Whoever is signed in; only for pages that need it."""
        assert self.user is not None
        return self.user

    @property
    def guarded(self) -> bool:
        """Whether the person has more than a password."""
        return self.keyed or bool(self.person.second)

    @property
    def place(self) -> str:
        """Whose tries count together."""
        return place(self.client)

    @property
    def sight(self) -> Sight:
        return Sight(self.person.networks)

    @property
    def unlocked(self) -> bool:
        """Whether who sits there was proved just now."""
        return self.sitting is not None and sittings.unlocked(self.sitting, self.desk.clock())

    def may(self, permission: str) -> bool:
        return self.user is not None and self.user.may(Permission(permission))

    def one(self, name: str, default: str = "") -> str:
        """The last of that name, in the form or else in the query."""
        return next((value for key, value in reversed((*self.query, *self.form)) if key == name), default)

    def every(self, name: str) -> list[str]:
        return [value for key, value in (*self.query, *self.form) if key == name]

    @property
    def json(self) -> bool:
        """Whether a program asks."""
        return self.one("format") == "json" or self.headers.get("accept", "").startswith("application/json")

    @property
    def language(self) -> str:
        own = self.user.language if self.user else ""
        return own or words.wanted(self.headers.get("accept-language", ""))

    def t(self, text: str, **values: object) -> str:
        """The text in the person's language."""
        return words.said(self.language, text, **values)

    def draw(self, template: str, status: int = 200, **values: object) -> Response:
        own: dict[str, object] = {
            "asked": self,
            "user": self.user,
            "csrf": self.csrf,
            "t": self.t,
            "said": words.SAID.get(self.one("said"), ""),
            "navigation": drawing.navigation(self.may),
            "about": drawing.about(self.path),
        }
        return drawing.page(template, status, self.language, self.desk.clock(), own | values)

    def lines(self, line: Mapping[str, Json] | Sequence[Json], status: int = 200) -> Response:
        return Answer(line, status_code=status)

    def to(self, path: str, said: str = "", **query: str) -> Response:
        """Sends the browser on; `said` names a sentence of `words.SAID` that the next page shows."""
        asked = {**query, **({"said": said} if said else {})}
        return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, status_code=303)

    def audit(self, what: str, subject: str, clause: str = "") -> None:
        """Before what is done is answered; when it can't be written, nothing is. Raises StoreFailed."""
        name = self.user.name if self.user else "console"
        self.desk.store.records.audit.add(self.desk.clock(), name, what, subject, clause[:500])
