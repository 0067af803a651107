"""The cookie that says which sitting it is: out of reach of scripts, and never sent with another site's
question."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.web.console.house import Manner


def put(answer: Response, manner: Manner, token: str) -> Response:
    answer.set_cookie(manner.cookie, token, path="/", secure=manner.tls, httponly=True, samesite="strict")
    return answer


def take_away(answer: Response, manner: Manner) -> Response:
    answer.delete_cookie(manner.cookie, path="/", secure=manner.tls, httponly=True, samesite="strict")
    return answer
