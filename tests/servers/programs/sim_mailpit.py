"""Mailpit as its API reference and the structs of server/apiv1 describe it: list, one mail, Basic log-in.

A mail that is asked for by its id is read from then on, as with the real one: the state tells.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.servers.mailbag import COUNT
from tests.servers.mails_shown import Shown, shown
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_web import Asked, Said, as_json, password_of, serve

HEADERS = {"Content-Security-Policy": "default-src 'self'", "Referrer-Policy": "no-referrer"}
TEXT = HEADERS | {"Content-Type": "text/plain; charset=utf-8"}
PAGE = b"""<!DOCTYPE html>
<html lang="en" class="h-100">
<head>
\t<meta charset="utf-8">
\t<meta name="robots" content="noindex, nofollow, noarchive">
\t<link rel="icon" href="/favicon.svg">
\t<title>Mailpit</title>
</head>
<body class="h-100"><div id="app" data-webroot="/" data-version="v1.20.0"></div></body>
</html>
"""


def start(spot: Spot, mode: str, count: int = COUNT) -> Running:
    mails = () if mode == "empty" else shown(count)
    read: set[str] = set()

    def answer(asked: Asked) -> Said:
        if mode == "closed" and password_of(asked) != spot.password:
            login = TEXT | {"WWW-Authenticate": 'Basic realm="Login"'}
            return Said(status=401, phrase="Unauthorized", headers=login, body=b"Unauthorised.\n")
        where = urlsplit(asked.path)
        if where.path.startswith("/api/v1/message/"):
            read.add(where.path)
        return _page(where.path, parse_qs(where.query), mails)

    return serve(spot, answer, lambda: f"{count} mails, {sorted(read)} read")


def _page(path: str, query: dict[str, list[str]], mails: tuple[Shown, ...]) -> Said:
    if path == "/":
        return Said(headers=HEADERS | {"Content-Type": "text/html; charset=utf-8"}, body=PAGE)
    if path != "/api/v1/messages":
        return Said(status=404, phrase="Not Found", headers=TEXT, body=b"404 page not found\n")
    start, limit = (int(query.get(name, [default])[0]) for name, default in (("start", "0"), ("limit", "50")))
    listed = [_summary(each) for each in mails[start : start + limit]]
    total = len(mails)
    counters = {"total": total, "unread": total, "count": len(listed), "messages_count": total}
    answer = {**counters, "messages_unread": total, "start": start, "tags": [], "messages": listed}
    return as_json(answer, HEADERS | {"Content-Type": "application/json"})


def _summary(mail: Shown) -> dict[str, object]:
    attached = list(mail.read.iter_attachments()) if mail.read.is_multipart() else []
    senders = mail.addresses("From")
    return {
        "ID": f"made-up-{mail.number:015d}",
        "MessageID": str(mail.read["Message-ID"] or "").strip("<>"),
        "Read": False,
        "From": {"Name": "", "Address": senders[0]} if senders else None,
        "To": [{"Name": "", "Address": address} for address in mail.addresses("To")],
        "Cc": [],
        "Bcc": [],
        "ReplyTo": [],
        "Subject": str(mail.read["Subject"] or ""),
        "Created": f"{mail.came:%Y-%m-%dT%H:%M:%S}.000Z",
        "Tags": [],
        "Size": len(mail.raw),
        "Attachments": len(attached),
        "Snippet": " ".join(mail.text.split())[:250],
    }


server = RealServer(
    name="sim_mailpit",
    module="http",
    product="Mailpit",
    check="mailbox_web_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=COUNT,
)
