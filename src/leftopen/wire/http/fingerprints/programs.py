"""Recognises programs by a header or by what their front page loads, not by a title. Pure.

The program itself writes each mark, and its administrator can't easily change it.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.wire.http import html
from leftopen.wire.http.fingerprints import front_marks
from leftopen.wire.products import leftopen

_CSP = "/api/security/csp-report"
_DISTRUSTS_HOST = b"Invalid Host header - possible DNS rebinding attack detected"


def product(front: Reply) -> str:
    """The program of this front page, or ''."""
    return next((name for name, shows in _MARKS if shows(front)), "") or front_marks.product(front)


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


def _ollama(front: Reply) -> bool:
    """The whole body of its front page."""
    return front.status == 200 and front.body[:40].strip() == b"Ollama is running"


def _qdrant(front: Reply) -> bool:
    """The title in its JSON, also where an API key is required."""
    return front.status == 200 and front.body[:200].startswith(b'{"title":"qdrant - vector search engine"')


def _weaviate(front: Reply) -> bool:
    """Its redirect to the API, with a link to its documentation."""
    away = front.status == 301 and front.header("location") == "/v1"
    return away and b'"name":"api v1"' in front.body[:300] and b"weaviate" in front.body[:300]


def _consul(front: Reply) -> bool:
    """Its text where the console is turned off; else it only redirects to the console."""
    return front.status == 200 and front.body.startswith(b"Consul Agent: UI disabled.")


def _solr(front: Reply) -> bool:
    """Its redirect to the admin page, by address or by path."""
    away = front.status in (301, 302)
    return (
        away and re.fullmatch(r"(?:https?://[^/]{1,255})?/solr/", front.header("location")[:300]) is not None
    )


def _namenode(front: Reply) -> bool:
    """The title of its front page, which forwards to the state of the file system."""
    return html.title(front.body) == "Hadoop Administration" and b"url=dfshealth." in front.body[:4096]


def _glances(front: Reply) -> bool:
    """Its title and its script."""
    return html.title(front.body) == "Glances" and b"glances.js" in front.body[:8192]


def _orthanc(front: Reply) -> bool:
    """Its redirect to the page that it brings, or to that of its plug-in."""
    away = front.status in (301, 302, 307)
    return away and front.header("location")[:40] in ("app/explorer.html", "ui/app/", "ui/app/index.html")


def _syncthing(front: Reply) -> bool:
    """The headers of every response, also of a refusal."""
    return bool(front.header("x-syncthing-version") and front.header("x-syncthing-id"))


def _chroma(front: Reply) -> bool:
    """The header of its missing front page, since version 1.0."""
    return re.fullmatch(r"[0-9a-f]{32}", front.header("chroma-trace-id")[:40]) is not None


def is_exporter(front: Reply) -> bool:
    """A title that names an exporter, and a link to what it exports."""
    named = html.title(front.body)[:80].lower().endswith(" exporter")
    return front.status == 200 and named and b"metrics" in front.body[:8192].lower()


def _tensorboard(front: Reply) -> bool:
    """The first element of its page."""
    return front.body.startswith(b'<!doctype html><meta name="tb-relative-root"')


def _dask(front: Reply) -> bool:
    """Tornado's redirect to its page of the state."""
    away = front.status == 301 and front.header("location") == "/status"
    return away and front.header("server").startswith("TornadoServer/")


def _copyparty(front: Reply) -> bool:
    """The style sheet of its lists and of its sign-in page, in a folder of its own."""
    return front.status == 200 and b"/.cpr/w/ui.css" in front.body[:8192]


def is_devtools(front: Reply) -> bool:
    """Chromium's empty page: three headers, and none that names a server or a date."""
    names = {name.lower() for name, _ in front.headers}
    bare = names == {"x-frame-options", "content-length", "content-type"}
    return front.status == 200 and not front.body and bare and front.header("x-frame-options") == "DENY"


def _node_inspector(front: Reply) -> bool:
    """Its refusal of a request that is no WebSocket's."""
    return front.status == 400 and front.body.startswith(b"WebSockets request was expected")


_MARKS = (
    ("Radicale", _radicale),
    ("Jupyter Server", _jupyter),
    ("Verdaccio", _verdaccio),
    ("Flower", _flower),
    ("MLflow", _mlflow),
    ("Ollama", _ollama),
    ("Qdrant", _qdrant),
    ("Weaviate", _weaviate),
    ("Consul", _consul),
    ("Apache Solr", _solr),
    ("Hadoop NameNode", _namenode),
    ("Chroma", _chroma),
    ("Glances", _glances),
    ("Orthanc", _orthanc),
    ("Syncthing", _syncthing),
    ("Prometheus exporter", is_exporter),
    ("TensorBoard", _tensorboard),
    ("Dask scheduler", _dask),
    ("copyparty", _copyparty),
    ("Chrome DevTools", is_devtools),
    ("Node.js inspector", _node_inspector),
    (leftopen.PRODUCT, leftopen.shows),
)
