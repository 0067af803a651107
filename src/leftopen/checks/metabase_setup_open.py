"""Metabase, reports on databases: its set-up still open to everyone.

Requests the settings that its page reads (at most 60 KiB). They hold the token for the set-up, which is
neither used nor stored. No database is requested.

Open: the settings say that there is no user yet, and hold that token: whoever comes first becomes the
administrator and may connect it to databases. Always *metadata*. Closed: they say that there is a user.
Unknown: any other response, and settings that were cut before they say it.

False positives: none known.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, served_by
from leftopen.wire.http.json_shows import value

USER, TOKEN = "has-user-setup", "setup-token"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MEMBER = re.compile(rb'"(has-user-setup|setup-token)":\s?(true|false|null|"[0-9a-f-]{36}")')


def shows(heard: Heard) -> Shown | None:
    """No user, and a token for whoever wants to be the first."""
    answer = _settings(heard)
    token = answer.get(TOKEN)
    if answer.get(USER) is not False or not isinstance(token, str) or not _UUID.fullmatch(token):
        return None
    return Shown(kind=ExposureKind.METADATA, said="set-up: no administrator yet", access=True)


def refused(heard: Heard) -> Verdict | None:
    """Its own word: the set-up is done, and a login is required."""
    if _settings(heard).get(USER) is True and TOKEN in _settings(heard):
        return closed(Reason.PASSWORD_ASKED, "its settings: an administrator exists")
    return denied(heard)


def _settings(heard: Heard) -> dict[str, Json]:
    """All of them, or the two that count of settings that were cut."""
    first = heard[0]
    if first.status == 200 and first.cut and first.body.startswith(b"{"):
        return {name.decode(): partial_json.whole(reply) for name, reply in _MEMBER.findall(first.body)}
    answer = value(first)
    return answer if isinstance(answer, dict) else {}


check = http_check(
    title="Metabase set-up usable without authentication",
    remedy=(
        "Finish the set-up at once: open `/setup`, and make the administrator's account. If somebody else "
        "may have been first, delete its own database and start anew. Set `MB_JETTY_HOST=127.0.0.1` in its "
        "environment, then restart it behind a web server with TLS. Close port 3000 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.metabase.com/docs/latest/configuring-metabase/setting-up-metabase",
        "https://www.metabase.com/docs/latest/configuring-metabase/environment-variables",
    ),
    sized_by="no size: there is no data yet",
    applies=served_by("Metabase"),
    ask=Ask(path="/api/session/properties", limit=60 * 1024),
    shows=shows,
    refused=refused,
    whole=False,
)
