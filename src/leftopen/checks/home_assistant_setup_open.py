"""Home Assistant, a console of a home: its set-up still open to everyone.

Requests the steps of the set-up. Nothing is created.

Open: the steps say that there is no user yet: whoever comes first becomes the owner of the home's devices and
cameras, and may restore a backup over the machine. Always *metadata*. Closed: they say that there is one, or
the steps are gone (404). Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, fits, value, value_at

STEP: Shape = {"step": str, "done": bool}
ALWAYS = frozenset({"user", "core_config", "integration"})


def shows(heard: Heard) -> Shown | None:
    """The first step is the first user."""
    if _steps(heard).get("user") is not False:
        return None
    return Shown(kind=ExposureKind.METADATA, said="set-up: no user yet", access=True)


def refused(heard: Heard) -> Verdict | None:
    """A user exists: everyone else must log in."""
    if _steps(heard).get("user") is True:
        return closed(Reason.PASSWORD_ASKED, "its own word: a user exists")
    return denied_or_gone(heard)


def _steps(heard: Heard) -> dict[str, Json]:
    answer = value(heard[0])
    if not isinstance(answer, list) or not all(fits(step, STEP) for step in answer):
        return {}
    steps = {str(value_at(step, "step")): value_at(step, "done") for step in answer}
    return steps if steps.keys() >= ALWAYS else {}


check = http_check(
    title="Home Assistant set-up usable without authentication",
    remedy=(
        "Finish the set-up at once: open its page and make the owner's account. If somebody else may have "
        "been first, start anew. Set `server_host: 127.0.0.1` under `http:` in configuration.yaml, behind a "
        "web server with TLS, or reach it by VPN. Close port 8123 in the firewall and in the router."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.home-assistant.io/getting-started/onboarding/",
        "https://github.com/home-assistant/core/blob/dev/homeassistant/components/onboarding/views.py",
    ),
    sized_by="no size: it knows no device yet",
    applies=served_by("Home Assistant"),
    ask=Ask(path="/api/onboarding"),
    shows=shows,
    refused=refused,
    whole=False,
)
