"""All real servers of the tests."""

from __future__ import annotations

from tests.servers import (
    lighttpd,
    maildev,
    nginx,
    nginx_tls,
    public_inbox,
    python_http,
    redis,
    sendria,
    smtp,
    ssh,
)
from tests.servers.real import RealServer

SERVERS: tuple[RealServer, ...] = tuple(
    module.server
    for module in (
        sendria,
        maildev,
        public_inbox,
        python_http,
        nginx,
        nginx_tls,
        lighttpd,
        redis,
        ssh,
        smtp,
    )
)
