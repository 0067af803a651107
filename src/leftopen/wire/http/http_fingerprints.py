"""Recognises programs by a header or by what their front page loads, not by a title. Pure.

The program itself writes each mark, and its administrator can't easily change it.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.wire.http import html
from leftopen.wire.products import leftopen

_CSP = "/api/security/csp-report"
_DISTRUSTS_HOST = b"Invalid Host header - possible DNS rebinding attack detected"


def product(front: Reply) -> str:
    """The program of this front page, or ''."""
    return next((name for name, shows in _MARKS if shows(front)), "")


def _radicale(front: Reply) -> bool:
    """It redirects every visitor to its own page, with and without a password."""
    away = front.status in (301, 302) and front.header("location").endswith(".web")
    return away and front.body.startswith(b"Redirected to ")


def _jupyter(front: Reply) -> bool:
    """The address for browsers' reports; JupyterHub has another path."""
    return f"report-uri {_CSP}" in front.header("content-security-policy")[:500]


def _verdaccio(front: Reply) -> bool:
    """Its page in version 6, and before."""
    return b'/-/static/ui-options.js"' in front.body or b"__VERDACCIO_BASENAME_UI_OPTIONS" in front.body


def _flower(front: Reply) -> bool:
    """A title that ends in its name, and its style sheet: a flower shop has only the first."""
    return html.title(front.body).endswith("Flower") and b"/css/flower.css" in front.body


def _mlflow(front: Reply) -> bool:
    """Its response to a request for an unknown host name."""
    return front.status == 403 and front.body.startswith(_DISTRUSTS_HOST)


_MARKS = (
    ("Radicale", _radicale),
    ("Jupyter Server", _jupyter),
    ("Verdaccio", _verdaccio),
    ("Flower", _flower),
    ("MLflow", _mlflow),
    (leftopen.PRODUCT, leftopen.shows),
)
