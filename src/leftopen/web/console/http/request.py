"""A request to the console, and the responses to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response

from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.user import Session, User
from leftopen.service.identity import sessions
from leftopen.service.identity.visibility import Visibility
from leftopen.service.operations import health_facts
from leftopen.service.operations.health_checks import failed_checks
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.translate import number, translate
from leftopen.web.client_network import client_network
from leftopen.web.console.http.form_body import Pairs
from leftopen.web.console.http.multipart import MultipartUpload
from leftopen.web.console.state import ConsoleState
from leftopen.web.console.view import i18n, templating
from leftopen.web.guard import Incoming
from leftopen.web.responses import JsonResponse

T = TypeVar("T")
HEALTH = "health"
HEALTH_S, HEALTH_OLD_S, HEALTH_WAIT_S = 15.0, 300.0, 0.3
LINES = 500
"""Of a list in one answer to a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedForm:
    """A rejected form: the error, the path that it was sent to, and its fields as JSON, for the page to
    fill in."""

    wrong: str
    action: str
    fields: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleRequest:
    """`parts` of the path; `query` and `form` in order; `user` and `session` are None without a sign-in;
    `csrf` is the token that a form must send back; `file` is the upload, read through `incoming`;
    `login_flow` identifies a browser that is not signed in yet, `browser_cookies` a browser in which a user
    signed in before, `by_issuer` one that the issuer signed in; `rejected_form`: that of this page."""

    state: ConsoleState
    method: str
    path: str
    headers: Headers
    client: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Pairs = ()
    form: Pairs = ()
    user: User | None = None
    session: Session | None = None
    csrf: str = ""
    file: MultipartUpload | None = None
    incoming: Incoming | None = None
    has_passkey: bool = False
    login_flow: str = ""
    browser_cookies: Mapping[str, str] = field(default_factory=dict)
    by_issuer: bool = False
    rejected_form: RejectedForm | None = None

    @property
    def workspace(self) -> Workspace:
        return self.state.workspace

    @property
    def person(self) -> User:
        """The signed-in user; only for pages that need one."""
        assert self.user is not None
        return self.user

    @property
    def has_second_factor(self) -> bool:
        """Whether the user has a second factor."""
        return self.has_passkey or bool(self.person.second)

    @property
    def place(self) -> str:
        """The network whose attempts count together."""
        return client_network(self.client)

    @property
    def netloc(self) -> str:
        """The host and port of our pages, as the browser knows them."""
        public = self.state.options.public.partition("://")[2]
        return public or self.headers.get("host", "").lower()

    @property
    def visibility(self) -> Visibility:
        return Visibility(self.person.networks)

    @property
    def unlocked(self) -> bool:
        """Whether the user confirmed their identity recently."""
        return self.session is not None and sessions.is_unlocked(self.session, self.workspace.clock())

    def may(self, permission: str) -> bool:
        return self.user is not None and self.user.may(Permission(permission))

    def one(self, name: str, default: str = "") -> str:
        """The last value of that name, from the form or else the query."""
        return next((value for key, value in reversed((*self.query, *self.form)) if key == name), default)

    def every(self, name: str) -> list[str]:
        return [value for key, value in (*self.query, *self.form) if key == name]

    @property
    def json(self) -> bool:
        """Whether the client asks for JSON."""
        return self.one("format") == "json" or self.headers.get("accept", "").startswith("application/json")

    @property
    def language(self) -> str:
        own = self.user.language if self.user else ""
        return own or i18n.preferred_language(self.headers.get("accept-language", ""))

    def t(self, text: str, /, **values: object) -> str:
        """The text in the user's language."""
        return translate(self.language, text, **values)

    def draw(self, template: str, status: int = 200, **values: object) -> Response:
        pages, language = self.state.pages, self.language
        place = pages.place(self.path)
        own: dict[str, object] = {
            "request": self,
            "user": self.user,
            "csrf": self.csrf,
            "said": self.t(i18n.SAID.get(self.one("said"), ""), n=self._count("n")),
            "navigation": pages.navigation(self.may, place.marked),
            "marked": place.marked,
            "about": place.about,
            # A page of an error is drawn in the event loop, and asks nobody.
            "unwell": self._unwell() if self.user and status == HTTPStatus.OK else (),
        }
        return templating.page(template, status, language, self.workspace.clock(), own | values)

    def _count(self, name: str) -> str:
        """A number of the address, as the user writes it; '' for anything else."""
        text = self.one(name)
        return number(self.language, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else ""

    def _unwell(self) -> list[tuple[str, str]]:
        """What does not work that should, as it was some seconds ago; no page waits long for it. Why, and
        what to do, is for who may change the settings: it names monitors and folders."""
        state, workspace = self.state, self.workspace
        found = state.background_cache.get(
            HEALTH, HEALTH_S, lambda: health_facts.examine(workspace), HEALTH_WAIT_S
        )
        bad = failed_checks(found or state.ttl_cache.found(HEALTH, HEALTH_OLD_S) or ())
        tells = self.may(Permission.SETTINGS)
        return [(i18n.UNWELL[one.what], one.says if tells else "") for one in bad]

    def lines(self, line: Mapping[str, Json] | Sequence[Json], status: int = 200) -> Response:
        return JsonResponse(line, status_code=status)

    @property
    def page(self) -> int:
        """The page of a list that is asked for, from 1."""
        asked = self.one("page", "1")
        return max(1, int(asked[:9])) if asked.isascii() and asked.isdigit() else 1

    def paged_lines(self, found: Sequence[T], line: Callable[[T], Json], *, whole: bool = True) -> Response:
        """One page of a long list for programs. The header `Link` leads to the next page, `X-Total-Count`
        says how many lines there are in all, where `found` is `whole` and not only up to that page."""
        begin = (self.page - 1) * LINES
        response = self.lines([line(one) for one in found[begin : begin + LINES]])
        if whole:
            response.headers["X-Total-Count"] = str(len(found))
        if begin + LINES < len(found):
            kept = [(key, value) for key, value in self.query if key != "page"]
            more = urlencode([*kept, ("page", str(self.page + 1))])
            response.headers["Link"] = f'<{self.path}?{more}>; rel="next"'
        return response

    def to(self, path: str, said: str = "", **query: str) -> Response:
        """Redirects the browser. `said` names a sentence of `i18n.SAID` that the next page shows."""
        request = {**query, **({"said": said} if said else {})}
        return RedirectResponse(f"{path}?{urlencode(request)}" if request else path, status_code=303)

    def confirm_first(self, back: str) -> Response:
        """Leads to the page that confirms the identity; a form that was sent then goes on by itself."""
        if self.method == "POST" and self.session is not None:
            self.state.pending_acts.keep(self.session.id, self.path, back, self.form)
        return self.to("/unlock", next=back)

    def audit(self, what: str, subject: str, clause: str = "") -> None:
        """Writes the audit entry before the response. If that fails, the action fails. Raises StoreFailed."""
        name = self.user.name if self.user else "console"
        audit_log.record(self.workspace, name, what, subject, clause[:500])
