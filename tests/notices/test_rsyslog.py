"""Notices arrive whole at a real rsyslog over TLS: as JSON and as CEF, short and long."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.model.notice import Notice, Sender
from leftopen.net.outbound.notices import NoticeOutbound
from leftopen.notices import cef, syslog
from tests.net.authority import Authority
from tests.notices.test_webhook import NOTICE, US
from tests.servers.need import require
from tests.servers.rsyslog import lacking, rsyslog

pytestmark = pytest.mark.real
LONG = replace(
    NOTICE.about[0], product="é=\\|" * 3000, holds={f"label {number}": number for number in range(900)}
)
SECONDS = 60.0


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, Path]]:
    require(lacking())
    authority = Authority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with rsyslog(tmp_path, authority) as running:
        yield running


def sent(sender: Sender, notice: Notice) -> str:
    out = NoticeOutbound(smtp=None, urls=frozenset({notice.to}), agent="a test", private=True)

    async def run() -> str:
        return await sender.send(notice, US, out)

    return asyncio.run(run())


def received(file: Path, count: int) -> list[str]:
    """The first lines that rsyslog wrote."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        text = file.read_text("utf-8") if file.exists() else ""
        if text.endswith("\n") and text.count("\n") >= count:
            return text.splitlines()
        time.sleep(0.05)
    raise AssertionError(f"rsyslog wrote {text!r}")


def test_short_and_long_notices_arrive_as_they_were_sent(server: tuple[int, Path]) -> None:
    port, file = server
    about = (NOTICE.about[0], LONG)
    to = f"syslogs://127.0.0.1:{port}"
    assert sent(syslog.sender, replace(NOTICE, to=to, about=about)).endswith("bytes handed over")
    rows = [line.partition(" notice ")[::2] for line in received(file, 2)]
    assert [severity for severity, _ in rows] == ["3", "3"]
    first, second = (json.loads(text.lstrip("\ufeff")) for _, text in rows)
    assert (first["id"], first["ip"], first["product"]) == ("0123abcd", "192.0.2.7", "Redis")
    assert second["product"].startswith("é=\\|é=\\|")
    assert second["product"].endswith("…")
    cefs = replace(NOTICE, to=f"cefs://127.0.0.1:{port}", about=about)
    sent(cef.sender, cefs)
    events = [line.partition(" cef ")[2].lstrip("\ufeff") for line in received(file, 4)[2:]]
    assert [event.split("|")[:5] for event in events] == [
        ["CEF:0", "leftopen", "leftopen", "1", "redis_open"]
    ] * 2
    assert events[0].endswith("cs1Label=case cs1=c1 msg=us_ssn 3")
    assert " cs1=c1 msg=label 0 0, " in events[1]


def test_a_certificate_of_a_stranger_gets_nothing(
    server: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file = server
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path, "stranger").root()))
    with pytest.raises(ConnectionError, match="certificate verify failed"):
        sent(syslog.sender, replace(NOTICE, to=f"syslogs://127.0.0.1:{port}"))
    assert not file.exists()
