"""JSON responses, and errors in the form that clients of Shodan read: `{"error": "a sentence"}`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from leftopen.errors import (
    BadAddress,
    BadPorts,
    BadQuery,
    BadRequest,
    LeftopenError,
    NotAllowed,
    NotFound,
    NotPermitted,
    StoreFailed,
)

LONGEST = 500
BROKEN = "The server has an internal error. See its log."
# 403 would hide the sentence: the official client does not show its body.
STATUS: Mapping[type[LeftopenError], HTTPStatus] = {
    BadAddress: HTTPStatus.BAD_REQUEST,
    BadPorts: HTTPStatus.BAD_REQUEST,
    BadQuery: HTTPStatus.BAD_REQUEST,
    BadRequest: HTTPStatus.BAD_REQUEST,
    NotAllowed: HTTPStatus.BAD_REQUEST,
    NotPermitted: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    StoreFailed: HTTPStatus.SERVICE_UNAVAILABLE,
}


class JsonResponse(Response):
    """Any JSON value. A number that JSON can't hold becomes null."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


def failure_response(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence[:LONGEST]}, status_code=status)


def install(app: FastAPI) -> None:
    """Makes the application send every error in that form."""
    app.add_exception_handler(LeftopenError, _of_leftopen)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_values)
    app.add_exception_handler(ClientDisconnect, _of_one_who_left)
    # Starlette raises it again, and the error boundary logs it.
    app.add_exception_handler(Exception, _of_a_fault)


async def _of_leftopen(request: Request, error: Exception) -> Response:
    known = next((status for kind, status in STATUS.items() if isinstance(error, kind)), None)
    return failure_response(known or HTTPStatus.BAD_REQUEST, str(error))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = failure_response(error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _of_values(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = [str(part) for part in first["loc"] if part not in ("query", "path", "body")]
    return failure_response(HTTPStatus.BAD_REQUEST, f"{'.'.join(where) or 'the body'}: {first['msg']}")


async def _of_a_fault(request: Request, error: Exception) -> Response:
    return failure_response(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)


async def _of_one_who_left(request: Request, error: Exception) -> Response:
    """In the middle of a body: nobody will read this, and it is no fault."""
    return failure_response(HTTPStatus.BAD_REQUEST, "The request body is incomplete")
