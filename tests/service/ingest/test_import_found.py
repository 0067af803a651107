"""What a search finds of foreign files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.search.search import count
from tests.imports.test_httpx import line, page
from tests.imports.test_masscan import FORMS
from tests.imports.test_nmap import END, HEAD, HOST, SSL_CERT
from tests.imports.test_zgrab2 import line as zgrab2_line
from tests.service.office import office

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
TLS_ONLY = HOST.replace(b"</service>", b"</service>" + SSL_CERT.replace("PEM", "").encode())


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (
            FORMS[index],
            {
                "*": 1, 'http.title:"Über uns"': 1, "http.server:nginx": 1, "has_ssl:true": 1,
                "hostname:example.org": 1, "ssl.cert.subject.cn:mail.unit.example": 1, "product:nginx": 1,
                'module:https "200 OK"': 1,
            },
        )
        for index in range(3)
    ]
    + [
        (HEAD + HOST + END, {"has_ssl:true": 1, "tls:yes": 1, "has_ssl:false": 0}),
        (HEAD + TLS_ONLY + END, {"ssl:made-up": 1, "ssl.cert.subject.cn:www.example.org": 1}),
        (
            b"\n".join((page("/", 200, "Front"), page("/admin/", 403, "generic admin"), line(url="http://b/"))),
            {
                "*": 2, "http.title:front": 1, 'http.page:"403 /admin/ generic admin"': 1,
                "http.page:/admin": 1, "http.page:/nowhere": 0, "http.page:*": 2,
            },
        ),
        (
            zgrab2_line("ftp", {"banner": "220 (vsFTPd 3.0.3)\r\n"}),
            {"product:vsftpd version:3.0.3": 1, "has_ssl:true": 0},
        ),
    ],
)  # fmt: skip
def test_a_search_finds_what_the_file_holds(tmp_path: Path, raw: bytes, found: dict[str, int]) -> None:
    file = tmp_path / "scan"
    file.write_bytes(raw)
    with office(tmp_path, lambda: CLOCK) as workspace:
        summary = import_file(workspace, ImportOptions(file=file), lambda _: None, lambda: False)
        assert (summary["state"], summary["bad"]) == ("finished", 0)
        assert {query: count(workspace, query) for query in found} == found
