"""MailHog by api/v2.go of MailHog-Server and message.go of mailhog/data: its list, Basic log-in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.servers.mailbag import COUNT
from tests.servers.mails_shown import Shown, shown
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_web import Asked, Said, as_json, password_of, serve

MOST = 250
PAGE = b"""<!DOCTYPE html>
<html ng-app="mailhogApp">
  <head>
    <title>MailHog</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
  </head>
  <body ng-controller="MailCtrl"></body>
</html>
"""


def start(spot: Spot, mode: str, count: int = COUNT) -> Running:
    mails = () if mode == "empty" else shown(count)

    def answer(asked: Asked) -> Said:
        if mode == "closed" and password_of(asked) != spot.password:
            return Said(status=401, phrase="Unauthorized", headers={"WWW-Authenticate": "Basic"})
        where = urlsplit(asked.path)
        return _page(where.path, parse_qs(where.query), mails)

    return serve(spot, answer, lambda: f"{count} mails")


def _page(path: str, query: dict[str, list[str]], mails: tuple[Shown, ...]) -> Said:
    if path == "/":
        return Said(headers={"Content-Type": "text/html; charset=utf-8"}, body=PAGE)
    if path.rstrip("/") != "/api/v2/messages":
        return Said(status=404, phrase="Not Found", headers={"Content-Type": "text/plain; charset=utf-8"})
    start, limit = (int(query.get(name, [default])[0]) for name, default in (("start", "0"), ("limit", "50")))
    listed = [_message(each) for each in mails[start : start + min(limit or 50, MOST)]]
    answer = {"total": len(mails), "count": len(listed), "start": start, "items": listed}
    return as_json(answer, {"Content-Type": "text/json"})


def _message(mail: Shown) -> dict[str, object]:
    raw = mail.raw.decode("utf-8", "replace")
    head, _, body = raw.replace("\r\n", "\n").partition("\n\n")
    sender, *receivers = [_path(each) for header in ("From", "To") for each in mail.addresses(header)]
    headers = {name: [str(value)] for name, value in mail.read.items()}
    return {
        "ID": f"made-up-{mail.number}@mailhog.example",
        "From": sender,
        "To": receivers,
        "Content": {
            "Headers": headers,
            "Body": body.replace("\n", "\r\n"),
            "Size": len(mail.raw),
            "MIME": None,
        },
        "Created": f"{mail.came:%Y-%m-%dT%H:%M:%S}.123456789Z",
        "MIME": None,
        "Raw": {
            "From": mail.addresses("From")[0],
            "To": mail.addresses("To"),
            "Data": "\r\n".join([*head.split("\n"), "", *body.split("\n")]),
            "Helo": "made-up.example",
        },
    }


def _path(address: str) -> dict[str, object]:
    box, _, domain = address.partition("@")
    return {"Relays": None, "Mailbox": box, "Domain": domain, "Params": ""}


server = RealServer(
    name="sim_mailhog",
    module="http",
    product="MailHog",
    check="mailbox_web_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=COUNT,
)
