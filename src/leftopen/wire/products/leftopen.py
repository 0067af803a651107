"""leftopen's own console and API, as an anonymous client sees them. Pure.

Source: this tree (`web/console`, `web/shodan`). These responses are decisive: the search and its completion,
which need a role; the help, which needs a signed-in user; the API's count, which needs a key.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

PRODUCT = "leftopen"
SEARCH = "/search?page=100&format=json"
"""A page number beyond most results: the number of services is on every page."""
COMPLETE = "/search/complete?q=hostn&format=json"
HELP = "/help?format=json"
COUNT = "/shodan/host/count?query=port%3A%3E0"

_POLICY = "require-trusted-types-for 'script'; trusted-types 'none'"
_FOUND = re.compile(rb'\{"query":"(?:[^"\\]|\\.){0,300}","total":(\d{1,15}),"matches":\[')
_FILTERS = re.compile(rb'\[\{"name":"[a-z_.]{1,40}","kind":"[a-z]{1,20}","help":"')
_REFUSALS = ("Sign in first.", "Your role does not include this.")


def shows(front: Reply) -> bool:
    """Is this its front page: the redirect to its sign-in, or a page behind it?"""
    policy = front.header("content-security-policy")[:500].endswith(_POLICY)
    away = front.status == 303 and front.header("location").startswith(("/sign-in", "/me/second"))
    return policy and (away or b"\xc2\xb7 leftopen</title>" in front.body[:4000])


def found(reply: Reply) -> int | None:
    """The number of services in the search; None for another response."""
    answer = _FOUND.match(reply.body[:800]) if reply.status == 200 else None
    return int(answer[1]) if answer else None


_WORDS = re.compile(rb'\[\{"text":"hostname[^"\\]{0,20}","help":"')


def completes(reply: Reply) -> bool:
    """Is this a completion of the search box?"""
    return reply.status == 200 and _WORDS.match(reply.body[:200]) is not None


def helps(reply: Reply) -> bool:
    """Is this the help, which only signed-in users get?"""
    return reply.status == 200 and _FILTERS.match(reply.body[:200]) is not None


def counted(reply: Reply) -> int | None:
    """The API's number of services; None for another response."""
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(answer, dict) or set(answer) != {"matches", "total"} or answer["matches"] != []:
        return None
    total = answer["total"]
    return total if type(total) is int and 0 <= total < 2**60 else None


def refuses(reply: Reply) -> bool:
    """Is it the console's own refusal?"""
    return reply.status in (401, 403) and _error(reply) in _REFUSALS


def distrusts_host(reply: Reply) -> bool:
    """It responds only to known host names; anybody who knows them may use them."""
    reason = _error(reply)
    return reply.status == 400 and reason.startswith("Only ") and reason.endswith(" served")


def _error(reply: Reply) -> str:
    answer: Json = partial_json.whole(reply.body[:1000])
    reason = answer.get("error") if isinstance(answer, dict) else None
    return reason if isinstance(reason, str) else ""
