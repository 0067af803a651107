"""The console as an ASGI application: finds the page, asks at the door, reads the form, draws the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from leftopen.errors import BadRequest, ChangedSince, LeftopenError, NotFound, StoreFailed
from leftopen.model.user import Stage
from leftopen.service import known_browser, sittings
from leftopen.web.answers import BROKEN
from leftopen.web.console import again, door, pages, sitters
from leftopen.web.console.asked import Asked, Pairs
from leftopen.web.console.house import House
from leftopen.web.console.multipart import Arriving, boundary
from leftopen.web.console.route import Open, Route, answered
from leftopen.web.guard import INCOMING
from leftopen.web.outermost import LOG
from leftopen.web.seat import known

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 2000
LARGEST_SMALL, SMALL_S = 65_536, 5.0
STATUS: Mapping[type[LeftopenError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    ChangedSince: HTTPStatus.CONFLICT,
    StoreFailed: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Console:
    """ASGI."""

    house: House

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except door.Refused as refused:
            answer = refused.answer
        except ClientDisconnect:
            return
        except (HTTPException, TimeoutError):
            # The guard's to answer.
            raise
        except Exception:  # noqa: BLE001 - logged, and answered by a page
            LOG.exception("an error that nothing handled: %s %r", scope["method"], scope["path"])
            answer = self._broken(request)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        asked = self._of_nobody(request)
        try:
            asked = await self._by_whom(request, asked)
            asked = replace(asked, query=_pairs(request.scope["query_string"]))
        except LeftopenError as error:
            return await _failed(asked, error)
        found, others = pages.find(asked.method, asked.path)
        if found is None:
            if others and asked.sitting is not None:
                return Response(status_code=405, headers={"Allow": ", ".join(sorted(others))})
            return door.nowhere(asked)
        route, parts = found
        try:
            asked = replace(asked, parts=parts)
            door.enter(asked, route)
            asked = await _sent(request, asked, route)
            door.check(asked, route)
            await self._seen(asked)
            return await answered(asked, route)
        except LeftopenError as error:
            return await _failed(asked, error)

    def _of_nobody(self, request: Request) -> Asked:
        """Before it is known who asks, and for what: enough to say that something is wrong."""
        return Asked(
            house=self.house,
            method="GET" if request.method == "HEAD" else request.method,
            path=request.scope["path"],
            headers=request.headers,
            client=request.client.host if request.client else "",
            marks=_marks(request.cookies, self.house.manner.known),
            way_in=request.cookies.get(self.house.manner.way_in, "")[: sitters.LONGEST_TOKEN],
        )

    def _broken(self, request: Request) -> Response:
        """A page as any other, with nothing of the error in it."""
        asked = self._of_nobody(request)
        if asked.json or b"format=json" in request.scope["query_string"]:
            return asked.lines({"error": BROKEN}, HTTPStatus.INTERNAL_SERVER_ERROR)
        said = asked.t("The server has an error; its log says which")
        return asked.draw("refused.html", HTTPStatus.INTERNAL_SERVER_ERROR, sentence=said)

    async def _by_whom(self, request: Request, asked: Asked) -> Asked:
        """Raises StoreFailed, and HTTPException 429 where that person has enough under way."""
        token = request.cookies.get(self.house.manner.cookie, "")
        found = await self.house.sitters.find(token)
        if found is None:
            if token:
                await self.house.patience.wrong()
            return asked
        known(request.scope, f"account {found.user.id}")
        return replace(
            asked, user=found.user, sitting=found.sitting, keyed=found.keyed, csrf=door.csrf_of(token)
        )

    async def _seen(self, asked: Asked) -> None:
        """A page keeps the sitting alive; what a page asks for by itself does not."""
        sitting, desk = asked.sitting, asked.desk
        if sitting is None or sitting.stage is not Stage.WHOLE or asked.path in pages.BY_ITSELF:
            return
        if sittings.is_due(sitting, desk.clock()):
            await self.house.seeing.seen(sitting.id, lambda: sittings.seen(desk, sitting))


def _marks(cookies: Mapping[str, str], begin: str) -> dict[str, str]:
    """By the label of each."""
    return {
        name.removeprefix(begin): value[: known_browser.LONGEST]
        for name, value in cookies.items()
        if name.startswith(begin)
    }


async def _failed(asked: Asked, error: LeftopenError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    if asked.json:
        return asked.lines({"error": str(error)}, status)
    once_more = await again.page(asked, error, status)
    return once_more or asked.draw("refused.html", status, sentence=asked.t(str(error)))


async def _sent(request: Request, asked: Asked, route: Route) -> Asked:
    """With its form; of one that brings a file as far as the file, which only comes once the door let it in.
    Raises BadRequest."""
    limit = boundary(request.headers.get("content-type", "")) if route.brings_file else None
    if limit is None:
        return replace(asked, form=await _form(request, route))
    arriving = Arriving(stream=request.stream(), boundary=limit)
    await arriving.begin()
    return replace(asked, form=arriving.fields, file=arriving, incoming=request.scope.get(INCOMING))


async def _form(request: Request, route: Route) -> Pairs:
    """Raises BadRequest for one that can't be read."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return ()
    return _pairs(await (_small(request) if isinstance(route.needs, Open) else request.body()))


async def _small(request: Request) -> bytes:
    """What anybody may send: little, and soon. Raises HTTPException and TimeoutError, which the guard
    answers."""
    body = bytearray()
    async with asyncio.timeout(SMALL_S):
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_SMALL:
                raise HTTPException(413, f"The body is larger than {LARGEST_SMALL:,} bytes")
    return bytes(body)


def _pairs(raw: bytes) -> Pairs:
    try:
        return tuple(
            parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        )
    except ValueError:
        raise BadRequest(f"at most {MOST_FIELDS} fields in one question") from None
