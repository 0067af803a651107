"""The same act sent eight times in the same moment, to the whole application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.model.api_key import Right
from leftopen.model.case import Case
from leftopen.model.permission import Role
from leftopen.model.severity import Severity
from leftopen.model.user import SignInStage, User
from leftopen.service.identity import accounts, api_keys, authentication, passwords, sessions, totp
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.web.app import build
from leftopen.web.console.http.cookies import csrf_of
from leftopen.web.console.state import ConsoleState, ServerOptions
from tests.service.office import SENDER, office
from tests.web.console.browser import HERE, PORT, SAME
from tests.web.console.conftest import house_of
from tests.web.console.furnished import found, furnish, observed, opened_case

TIMES = 8
COOKIE, WAY_IN = f"leftopen-{PORT}", f"leftopen-in-{PORT}"
PASSWORD = "a walk along the harbour"


@dataclass(kw_only=True)
class Crowd:
    """A furnished application. `used` counts what was taken of it, so that every test has its own things."""

    workspace: Workspace
    client: TestClient
    app: ASGIApp
    sink: SmtpSink
    cases: list[Case]
    key: str
    used: dict[str, int] = field(default_factory=dict)
    hashed: list[str] = field(default_factory=list)

    def fresh(self, word: str) -> str:
        self.used[word] = self.used.get(word, 0) + 1
        return f"{word}{self.used[word]}"

    def case(self) -> Case:
        """One that is open, and nobody else's: a furnished one while there are any."""
        live = [case for case in self.cases if case.state == "open"]
        number = self.used["case"] = self.used.get("case", 0) + 1
        return live[number - 1] if number <= len(live) else self._another(number)

    def _another(self, number: int) -> Case:
        at = self.workspace.clock() - timedelta(hours=3)
        seen = observed(f"198.51.100.{100 + number}", 6379, at, "+PONG", module="redis", product="Redis")
        ObservationWriter(self.workspace.store.client).add([seen])
        return opened_case(self.workspace, found(seen, "redis_open", at, Severity.HIGH, ()))

    def user(self, role: Role = Role.ADMIN) -> User:
        """With a password that has been chosen."""
        user, _ = accounts.invite(self.workspace, self.fresh("person"), role, (), by="a test")
        if not self.hashed:
            self.hashed.append(passwords.hash_password(PASSWORD, "nobody"))
        return UserWriter(Changes(self.workspace.store.records)).change(
            user.id, lambda old: replace(old, password=self.hashed[0])
        )

    @property
    def state(self) -> ConsoleState:
        return house_of(self.app)

    def with_second(self, user: User) -> tuple[User, str]:
        """The person, and a code that counts now."""
        secret, sealed = authentication.offer_totp(self.workspace, user)
        step = int(self.workspace.clock().timestamp()) // totp.STEP_S
        earlier = totp.code(secret, step - 1)
        return authentication.enable_totp(self.workspace, user, sealed, earlier), totp.code(secret, step)

    def token(self, user: User | None = None, stage: SignInStage = SignInStage.WHOLE) -> str:
        """Of a new sitting, unlocked."""
        token = sessions.begin(self.workspace, user or self.user(), stage, "a test")[1]
        self.state.session_cache.forget()
        return token

    def ask(
        self, method: str, path: str, *, times: int = TIMES, token: str = "", way_in: str = "", **more: Any
    ) -> list[httpx2.Response]:
        """All at once, in the loop in which the application lives. `data` is a form of that sitting."""
        cookies = "; ".join(f"{name}={value}" for name, value in ((COOKIE, token), (WAY_IN, way_in)) if value)
        headers = {**SAME, **({"cookie": cookies} if cookies else {})}
        if token:
            more["data"] = {"csrf": csrf_of(token), **more.get("data", {})}

        async def one(client: httpx2.AsyncClient) -> httpx2.Response:
            answer: httpx2.Response = await client.request(method, path, headers=headers, **more)
            return answer

        # Each act from a place of its own: how often a place may be wrong is not what this is about.
        place = self.fresh("127.0.3.")

        async def all_of_them() -> list[httpx2.Response]:
            transport = httpx2.ASGITransport(app=self.app, client=(place, 5))
            async with httpx2.AsyncClient(transport=transport, base_url=HERE, timeout=60) as client:
                return await asyncio.gather(*(one(client) for _ in range(times)))

        assert self.client.portal is not None
        return self.client.portal.call(all_of_them)

    def post(self, path: str, token: str = "", **fields: str | list[str]) -> list[httpx2.Response]:
        return self.ask("POST", path, token=token, data=fields)

    def api(self, method: str, path: str, **more: Any) -> list[httpx2.Response]:
        return self.ask(method, path, params={"key": self.key, **more.pop("params", {})}, **more)

    def audited(self, what: str) -> int:
        return Audit(self.workspace.store.records).of_kind(what, 1, 0)[1]


@contextmanager
def crowd_in(folder: Path, *, furnished: bool = True) -> Iterator[Crowd]:
    """With everything in it, or nothing at all and nobody."""
    with SmtpSink() as sink:
        mail = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
        with office(folder, utc_now, **SENDER, **mail) as workspace:
            cases, key = (furnish(workspace), _key(workspace)) if furnished else ([], "")
            app = build(workspace, ServerOptions(port=PORT))
            with TestClient(app, base_url=HERE) as client:
                yield Crowd(workspace=workspace, client=client, app=app, sink=sink, cases=cases, key=key)


def _key(workspace: Workspace) -> str:
    return api_keys.add(workspace, "all of it", Right.SCAN, None, by="a test")[1]


def done(answers: list[httpx2.Response]) -> int:
    """How many were not refused: neither with a status, nor by being sent to a door."""
    away = ("/sign-in", "/unlock")
    return sum(
        one.status_code < 400
        and not (one.headers.get("location", "").startswith(away) and "said=" not in one.headers["location"])
        for one in answers
    )


def tomorrow(workspace: Workspace) -> str:
    return f"{workspace.clock() + timedelta(days=1):%Y-%m-%d}"


Act = Callable[[Crowd], None]


@dataclass(frozen=True, slots=True)
class Acts:
    """What is tried of each route, by its method and path."""

    known: dict[str, Act] = field(default_factory=dict)

    def of(self, route: str) -> Callable[[Act], Act]:
        def keep(act: Act) -> Act:
            assert route not in self.known
            self.known[route] = act
            return act

        return keep
