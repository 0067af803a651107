"""Twenty-six ordinary sites, as their visitors meet them: nothing is left open there, or only what is meant.

Each is a function from a path to an answer. What they have in common with exposures is why they are here: a
page that answers 200 to everything, a soft 404, a log-in page with 200, words such as `Index of`, JSON that
says `ok`, product names in texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

LISTING = "directory_listing_open"
HTML = "text/html; charset=utf-8"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`body` is sent as UTF-8 with its length."""

    status: int = 200
    kind: str = HTML
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Site = Callable[[str], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """`server` is what its Server header says; `meant` the checks that rightly say open there."""

    name: str
    site: Site
    server: str = "nginx"
    meant: frozenset[str] = frozenset()


def page(title: str, text: str, status: int = 200, **headers: str) -> Answer:
    """An HTML page; `set_cookie="…"` becomes `Set-Cookie: …`."""
    body = (
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
    )
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Answer(status=status, body=body, headers=named)


def data(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Answer(status=status, kind=JSON, body=json.dumps(value), headers=named)


NOT_FOUND = page("404 Not Found", "<hr>nginx", 404)


def moved(where: str, status: int = 302) -> Answer:
    return page("Moved", f'<a href="{where}">here</a>', status, location=where)


def _only(pages: Mapping[str, Answer], otherwise: Answer = NOT_FOUND) -> Site:
    return lambda path: pages.get(path.partition("?")[0], otherwise)


def blog(path: str) -> Answer:
    if path == "/" or path.startswith("/20"):
        posts = "".join(
            f'<p><a href="/2026/{n:02d}/a-post">A post about mail and Redis</a></p>' for n in range(9)
        )
        return page("A blog", posts)
    return NOT_FOUND


def shop(path: str) -> Answer:
    if path.startswith("/api/products"):
        return data({"items": [{"id": n, "name": "Lamp", "price": 12.5} for n in range(20)], "total": 20})
    return page("A shop", "<form action=/cart></form>", set_cookie="basket=1; HttpOnly")


def login_with_200(path: str) -> Answer:
    """Every path shows the log-in."""
    return page("Sign in", '<form method=post><input name=user><input type="password" name=password></form>')


def soft_404(path: str) -> Answer:
    if path == "/":
        return page("Town hall", "<p>Opening hours</p>")
    return page("Page not found", f"<p>We could not find {escape(path)}, sorry.</p>")


def page_app(path: str) -> Answer:
    """One page for all paths; the script asks the API."""
    return Answer(
        body='<!doctype html><html><head><title>App</title></head><body><div id="root"></div></body></html>'
    )


def api_that_says_ok(path: str) -> Answer:
    return data({"status": "ok", "data": [], "total": 0, "path": path})


def graphql(path: str) -> Answer:
    if path.startswith("/graphql"):
        return data({"errors": [{"message": "Must provide query string."}]}, 400)
    return moved("/graphql") if path == "/" else NOT_FOUND


def status_page(path: str) -> Answer:
    services = ("Elasticsearch", "Kibana", "MongoDB", "Prometheus", "Jupyter", "MailDev", "etcd")
    return (
        page("Status", "".join(f"<li>{name}: operational</li>" for name in services))
        if path == "/"
        else NOT_FOUND
    )


def glossary(path: str) -> Answer:
    return page("Index of terms", "<ul><li><a href='/a/'>a/</a></li></ul>") if path == "/" else NOT_FOUND


def sphinx(path: str) -> Answer:
    if path in ("/", "/index.html", "/api/"):
        return page("Sendria documentation", "<p>curl http://127.0.0.1:1080/api/messages/</p>")
    return NOT_FOUND


def metrics_behind_login(path: str) -> Answer:
    denied = page("401 Authorization Required", "", 401, www_authenticate='Basic realm="metrics"')
    return page("Grafana", "<p>Loading</p>") if path == "/" else denied


def behind_sso(path: str) -> Answer:
    return moved(f"https://sso.unit.example/auth?next={path}")


def to_https(path: str) -> Answer:
    return moved(f"https://www.unit.example{path}", 301)


def object_store_denied(path: str) -> Answer:
    body = "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    return Answer(status=403, kind="application/xml", body=body)


def code_host(path: str) -> Answer:
    if path.startswith("/api/v1/repos"):
        return data({"data": [{"full_name": "made-up/project", "private": False}], "ok": True})
    return page("Code", '<a href="/made-up/project">made-up/project</a>') if path == "/" else NOT_FOUND


def webmail(path: str) -> Answer:
    if path.startswith("/api/"):
        return data({"error": "Unauthorized"}, 401)
    return page("Roundcube Webmail :: Welcome", '<form><input type="password" name="_pass"></form>')


def list_archive(path: str) -> Answer:
    if path == "/":
        return page("Mailing list archives", "<li><a href='/made-up-announce/'>made-up-announce</a></li>")
    return page("made-up-announce", "<p>12 messages</p>") if path == "/made-up-announce/" else NOT_FOUND


def open_data_api(path: str) -> Answer:
    if path.startswith("/api/3/"):
        return data({"success": True, "result": ["air-quality", "bus-stops"]})
    return page("Open data", "<p>Use our API, no key needed.</p>")


def dav_says_no(path: str) -> Answer:
    return page("405 Not Allowed", "", 405, allow="GET, HEAD, OPTIONS") if path != "/" else page("Files", "")


def news_feed(path: str) -> Answer:
    """The front page is the feed, with the editor's published address."""
    entries = "".join(
        f"<entry><id>urn:made-up:{n}</id><title>Water level {n}</title></entry>" for n in range(12)
    )
    author = "<author><name>The editor</name><email>news@unit.example</email></author>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{author}{entries}</feed>'
    return Answer(kind="application/atom+xml", body=body) if path == "/" else NOT_FOUND


LISTED = (
    "<html><head><title>Index of {path}</title></head><body><h1>Index of {path}</h1><hr><pre>"
    '<a href="../">../</a>\n'
    '<a href="{name}">{name}</a>                12-Nov-2026 08:00        {size}\n</pre><hr></body></html>'
)


def package_mirror(path: str) -> Answer:
    if path in ("/", "/debian/", "/debian/pool/"):
        below = {"/": "debian/", "/debian/": "pool/", "/debian/pool/": "hello_2.10-3_amd64.deb"}[path]
        size = "-" if below.endswith("/") else "53000"
        return Answer(body=LISTED.format(path=path, name=below, size=size))
    return NOT_FOUND


def open_data_folder(path: str) -> Answer:
    return (
        Answer(body=LISTED.format(path="/", name="air-quality-2025.csv", size="120394"))
        if path == "/"
        else NOT_FOUND
    )


_MAINTENANCE = page("Back soon", "<p>We are working on it.</p>", 503, retry_after="600")
_IIS = page("IIS Windows Server", "<img src='iisstart.png'>")
_APACHE = page("Apache2 Debian Default Page: It works", "<p>/etc/apache2/</p>")
_PARKED = page("This domain is for sale", "<p>Call us.</p>")

SITES: tuple[Ordinary, ...] = (
    Ordinary(name="blog", site=blog),
    Ordinary(name="shop", site=shop, server="Apache/2.4.62 (Debian)"),
    Ordinary(name="docs", site=sphinx),
    Ordinary(name="login_with_200", site=login_with_200),
    Ordinary(name="soft_404", site=soft_404),
    Ordinary(name="page_app", site=page_app, server="Caddy"),
    Ordinary(name="api_that_says_ok", site=api_that_says_ok, server="uvicorn"),
    Ordinary(name="graphql", site=graphql, server="Cowboy"),
    Ordinary(name="status_page", site=status_page),
    Ordinary(name="glossary", site=glossary),
    Ordinary(name="metrics_behind_login", site=metrics_behind_login),
    Ordinary(name="behind_sso", site=behind_sso),
    Ordinary(name="to_https", site=to_https, server="cloudflare"),
    Ordinary(name="object_store_denied", site=object_store_denied, server="AmazonS3"),
    Ordinary(name="code_host", site=code_host),
    Ordinary(name="webmail", site=webmail, server="Apache"),
    Ordinary(name="list_archive", site=list_archive),
    Ordinary(name="open_data_api", site=open_data_api),
    Ordinary(name="dav_says_no", site=dav_says_no, server="lighttpd/1.4.79"),
    Ordinary(name="maintenance", site=lambda path: _MAINTENANCE),
    Ordinary(name="iis_start", site=_only({"/": _IIS}), server="Microsoft-IIS/10.0"),
    Ordinary(name="apache_start", site=_only({"/": _APACHE}), server="Apache/2.4.62 (Debian)"),
    Ordinary(name="parked", site=lambda path: _PARKED),
    Ordinary(name="news_feed", site=news_feed),
    Ordinary(name="package_mirror", site=package_mirror, meant=frozenset({LISTING})),
    Ordinary(name="open_data_folder", site=open_data_folder, meant=frozenset({LISTING})),
)
