"""Programs that are known by a header or by what their front page loads, not by a title. Pure.

Each mark is one that the program itself writes and its administrator can't well change.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.wire.http import html
from leftopen.wire.products import leftopen

_CSP = "/api/security/csp-report"
_DISTRUSTS_HOST = b"Invalid Host header - possible DNS rebinding attack detected"


def product(front: Reply) -> str:
    """Which program shows this front page, or ''."""
    return next((name for name, shows in _MARKS if shows(front)), "")


def _radicale(front: Reply) -> bool:
    """It leads every visitor to its own page, with a password and without."""
    away = front.status in (301, 302) and front.header("location").endswith(".web")
    return away and front.body.startswith(b"Redirected to ")


def _jupyter(front: Reply) -> bool:
    """Where browsers shall report to; JupyterHub has another path."""
    return f"report-uri {_CSP}" in front.header("content-security-policy")[:500]


def _verdaccio(front: Reply) -> bool:
    """Its page in version 6, and before."""
    return b'/-/static/ui-options.js"' in front.body or b"__VERDACCIO_BASENAME_UI_OPTIONS" in front.body


def _flower(front: Reply) -> bool:
    """A title that ends in its name, and its style sheet: a flower shop has the first alone."""
    return html.title(front.body).endswith("Flower") and b"/css/flower.css" in front.body


def _mlflow(front: Reply) -> bool:
    """What it says to whoever asks for a host that it was not told of."""
    return front.status == 403 and front.body.startswith(_DISTRUSTS_HOST)


_MARKS = (
    ("Radicale", _radicale),
    ("Jupyter Server", _jupyter),
    ("Verdaccio", _verdaccio),
    ("Flower", _flower),
    ("MLflow", _mlflow),
    (leftopen.PRODUCT, leftopen.shows),
)
