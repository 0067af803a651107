"""Web servers that run PHP: the folder of the program is often the folder of the web. Pure."""

from __future__ import annotations

import re

from leftopen.model.observation import Observation
from leftopen.model.verdict import Reason, Verdict, closed
from leftopen.wire.http.http_check import HTTP, Heard

DENIED = (401, 407)
_MARK = re.compile(
    r"^(?:x-powered-by:\s{0,4}php\b|x-generator:\s{0,4}drupal\b|link:[^\r\n]{0,200}/wp-json/|"
    r"set-cookie:\s{0,4}(?:phpsessid|laravel_session|xsrf-token)=)",
    re.IGNORECASE | re.MULTILINE,
)


def runs_php(observation: Observation) -> bool:
    """A web server whose front page is made by PHP or by one of its frameworks, and asks for no password."""
    http = observation.blocks.get("http")
    status = http.get("status") if isinstance(http, dict) else None
    marked = _MARK.search(observation.data[:8192]) is not None
    return observation.module in HTTP and marked and status not in DENIED


def asks_password(heard: Heard) -> Verdict | None:
    """Closed by a password alone. A 403 or 404 is what most servers say that never had the file: were it
    closed, it would decide for the whole server, and no shape would look at the rest."""
    status = heard[0].status
    return closed(Reason.PASSWORD_ASKED, f"HTTP {status}") if status in DENIED else None
