"""Open WebUI, a console of language models: usable without a login, or not yet set up.

Requests the configuration that its page reads. No chat, user or file is requested.

Open: the configuration says that there is no login, or that nobody has signed up: the first visitor becomes
the administrator. Always *metadata*. Closed: it says that a login is required. Unknown: any other response.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, served_by
from leftopen.wire.http.json_shows import Shape, fits, value, value_at

CONFIG: Shape = {"status": True, "name": str, "version": str, "oauth": dict, "features.auth": bool}
SIGN_UP: Shape = {"features.enable_signup": bool}


def shows(heard: Heard) -> Shown | None:
    """No login, or nobody who could log in."""
    answer = _config(heard)
    if answer is None:
        return None
    if value_at(answer, "features.auth") is False:
        return Shown(kind=ExposureKind.METADATA, said="no login", access=True)
    if value_at(answer, "onboarding") is True:
        return Shown(kind=ExposureKind.METADATA, said="set-up: no administrator yet", access=True)
    return None


def refused(heard: Heard) -> Verdict | None:
    """Its own word: the page asks everyone for a password."""
    if _config(heard) is not None:
        return closed(Reason.PASSWORD_ASKED, "its configuration: a login is required")
    return denied(heard)


def _config(heard: Heard) -> Json:
    answer = value(heard[0])
    return answer if fits(answer, CONFIG) and fits(answer, SIGN_UP) else None


check = http_check(
    title="Open WebUI readable without authentication",
    remedy=(
        "Remove `WEBUI_AUTH=False` from its environment and start it anew: the setting can't be changed "
        "once users exist. If there is no administrator yet, sign up first, before you open the port. Set "
        "`ENABLE_SIGNUP=False` and `HOST=127.0.0.1`, behind a web server with TLS. Close ports 8080 and "
        "3000 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.openwebui.com/getting-started/env-configuration/",
        "https://github.com/open-webui/open-webui/blob/main/backend/open_webui/main.py",
    ),
    sized_by="no size: its configuration names none",
    applies=served_by("Open WebUI"),
    ask=Ask(path="/api/config", limit=16 * 1024),
    shows=shows,
    refused=refused,
)
