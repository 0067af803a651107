"""Programs by their marks, each with one that only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.web.console.http.security_headers import POLICY
from leftopen.wire.http.fingerprints.programs import product
from tests.scripted import page

CSP = "frame-ancestors 'self'; report-uri {}/security/csp-report"
FLOWER = b'<title>Workers \xc2\xb7 Flower</title><link href="/static/css/flower.css?v=1" rel="stylesheet">'
OVERVIEW = "<title>Overview · leftopen</title>".encode()
QDRANT = b'{"title":"qdrant - vector search engine","version":"1.12.0","commit":"0"}'
WEAVIATE = b'{"links":{"href":"/v1","name":"api v1","documentationHref":"https://weaviate.io/developers"}}'
NAMENODE = b'<meta http-equiv="REFRESH" content="0;url=dfshealth.html" /><title>Hadoop Administration</title>'
DEVTOOLS = page(200, x_frame_options="DENY", content_length="0", content_type="text/html; charset=UTF-8")
HOST = b"Invalid Host header - possible DNS rebinding attack detected"


@pytest.mark.parametrize(
    ("front", "name"),
    [
        (page(302, b"Redirected to /.web", location="/.web"), "Radicale"),
        (page(302, b"Redirected to /a/.web", location="/a/.web"), "Radicale"),
        (page(302, b"Redirected to /", location="/"), ""),
        (page(200, b"Redirected to /.web"), ""),
        (page(200, b"<html>", content_security_policy=CSP.format("/api")), "Jupyter Server"),
        (page(302, b"", content_security_policy=CSP.format("/api")), "Jupyter Server"),
        (page(302, b"", content_security_policy=CSP.format("/hub")), ""),
        (page(200, b'<script src="/-/static/ui-options.js"></script>'), "Verdaccio"),
        (page(200, b"<script>window.__VERDACCIO_BASENAME_UI_OPTIONS={}</script>"), "Verdaccio"),
        (page(200, b"<title>All about Verdaccio</title>"), ""),
        (page(200, FLOWER), "Flower"),
        (page(200, b"<title>The Red Flower</title>"), ""),
        (page(403, HOST), "MLflow"),
        (page(403, b"Invalid Host header"), ""),
        (page(200, HOST), ""),
        (page(303, b"", location="/sign-in", content_security_policy=POLICY), "leftopen"),
        (page(303, b"", location="/me/second", content_security_policy=POLICY), "leftopen"),
        (page(200, OVERVIEW, content_security_policy=POLICY), "leftopen"),
        (page(200, OVERVIEW), ""),
        (page(303, b"", location="/sign-in"), ""),
        (page(303, b"", location="/welcome", content_security_policy=POLICY), ""),
        (page(200, b"Ollama is running"), "Ollama"),
        (page(200, b"Ollama is running on all my machines, I think"), ""),
        (page(200, QDRANT), "Qdrant"),
        (page(200, b'{"title":"my qdrant - vector search engine"}'), ""),
        (page(301, WEAVIATE, location="/v1"), "Weaviate"),
        (page(301, b"{}", location="/v1"), ""),
        (page(200, b"Consul Agent: UI disabled. To enable, set ui_config.enabled=true"), "Consul"),
        (page(301, b'<a href="/ui/">Moved Permanently</a>.', location="/ui/"), ""),
        (page(302, location="/solr/"), "Apache Solr"),
        (page(302, location="http://127.0.0.1:8983/solr/"), "Apache Solr"),
        (page(302, location="http://127.0.0.1:8983/blog/solr/"), ""),
        (page(200, NAMENODE), "Hadoop NameNode"),
        (page(200, b"<title>Hadoop Administration</title>"), ""),
        (page(200, b'<title>Glances</title><script src="static/glances.js">'), "Glances"),
        (page(200, b"<title>Glances</title>"), ""),
        (page(404, chroma_trace_id="0" * 32), "Chroma"),
        (page(404, chroma_trace_id="made-up"), ""),
        (page(307, location="app/explorer.html"), "Orthanc"),
        (page(302, location="ui/app/"), "Orthanc"),
        (page(307, location="/app/explorer.html?a"), ""),
        (page(200, b"<html>", x_syncthing_version="v1.29.5", x_syncthing_id="MADE-UP"), "Syncthing"),
        (page(200, b"<title>made-up | Syncthing</title>"), ""),
        (page(200, b'<title>Node Exporter</title><a href="/metrics">Metrics</a>'), "Prometheus exporter"),
        (page(200, b"<title>Coffee exporter</title>"), ""),
        (page(404, b'<title>Node Exporter</title><a href="/metrics">Metrics</a>'), ""),
        (page(200, b'<!doctype html><meta name="tb-relative-root" content="./">'), "TensorBoard"),
        (page(200, b"<title>TensorBoard</title>"), ""),
        (page(301, location="/status", server="TornadoServer/6.5"), "Dask scheduler"),
        (page(301, location="/status", server="nginx"), ""),
        (page(200, b'<title>made-up</title><link rel="stylesheet" href="/.cpr/w/ui.css?_=C">'), "copyparty"),
        (page(200, b"<title>copyparty @ made-up</title>"), ""),
        (DEVTOOLS, "Chrome DevTools"),
        (replace(DEVTOOLS, body=b"a"), ""),
        (replace(DEVTOOLS, headers=(*DEVTOOLS.headers, ("Server", "nginx"))), ""),
        (page(400, b"WebSockets request was expected\r\n"), "Node.js inspector"),
        (page(200, b"WebSockets request was expected\r\n"), ""),
    ],
)
def test_a_mark_names_the_program_and_nothing_else(front: Reply, name: str) -> None:
    assert product(front) == name


@given(st.binary(max_size=200), st.sampled_from([200, 302, 403]), st.text(max_size=60))
def test_no_bytes_raise(body: bytes, status: int, answer: str) -> None:
    product(
        Reply(status=status, body=body, headers=(("Location", answer), ("Content-Security-Policy", answer)))
    )
