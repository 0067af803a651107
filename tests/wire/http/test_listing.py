"""Directory listings of four servers, as they print them; made-up names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http import listing
from tests.scripted import page

NGINX = (
    b"<html>\r\n<head><title>Index of /</title></head>\r\n<body>\r\n<h1>Index of /</h1><hr><pre>"
    b'<a href="../">../</a>\r\n'
    b'<a href="sub/">sub/</a>                       24-Nov-2019 16:45                   -\r\n'
    b'<a href="a%20file%3C1%3E.PDF">a file&lt;1&gt;.PDF</a>   24-Nov-2019 16:45             2345678\r\n'
    b"</pre><hr></body>\r\n</html>\r\n"
)
LIGHTTPD = (
    b"<!DOCTYPE html>\n<html>\n<head>\n<title>Index of /x/</title>\n</head>\n<body>\n<h2>Index of /x/</h2>\n"
    b'<table summary="Directory Listing"><tbody>\n'
    b'<tr class="d"><td class="n"><a href="../">..</a>/</td><td class="m">&nbsp;</td></tr>\n'
    b'<tr class="d"><td class="n"><a href="sub/">sub</a>/</td><td class="m">2019-Nov-24 16:45:25</td>'
    b'<td class="s" data-value="-1">- &nbsp;</td></tr>\n'
    b'<tr><td class="n"><a href="b.bin">b.bin</a></td><td class="m">2019-Nov-24 16:45:25</td>'
    b'<td class="s" data-value="2345678">2.2M</td></tr>\n</tbody></table>'
)
APACHE = (
    b"<html><head><title>Index of /y</title></head><body>\n<h1>Index of /y</h1>\n<table>"
    b'<tr><th><a href="?C=N;O=D">Name</a></th></tr>'
    b'<tr><td><a href="/">Parent Directory</a></td><td>&nbsp;</td><td align="right">  - </td></tr>\n'
    b'<tr><td><a href="c.csv">c.csv</a></td><td align="right">2019-11-24 16:45  </td>'
    b'<td align="right">1.5K</td><td>&nbsp;</td></tr>\n</table></body></html>'
)
PYTHON = (
    b'<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for /</title>\n</head>\n<body>\n'
    b'<h1>Directory listing for /</h1>\n<hr>\n<ul>\n<li><a href="d.eml">d.eml</a></li>\n'
    b'<li><a href="sub/">sub/</a></li>\n</ul>\n<hr>\n</body>\n</html>\n'
)
UPPER = (
    b"<HTML><HEAD><TITLE>Index of /in/</TITLE></HEAD><BODY><H1>Index of /in/</H1><PRE>"
    b'<A HREF="/">Up</A>\n<A HREF=e.csv>e.csv</A> 24-Nov-2019 16:45 1.5K\n'
    b"<A CLASS='dir' HREF='/in/sub/'>sub/</A>\n</PRE><HR>10.0.0.1 Port 80</BODY></HTML>"
)
GLUED = (
    b"<html><head><title>Index of /</title></head><body><h1>Index of /</h1><ul>"
    b'<li><a href="f2.csv">f2.csv<span>1.5K</span><i>2019-11-24 16:45</i></a></li>'
    b'<li><a href="sub/">sub/<i>2019-11-24 16:45</i></a></li></ul></body></html>'
)
WHEN = datetime(2019, 11, 24, 16, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "files", "folders"),
    [
        (NGINX, [("pdf", 2345678, WHEN)], ["sub/"]),
        (LIGHTTPD, [("bin", 2345678, WHEN.replace(second=25))], ["sub/"]),
        (APACHE, [("csv", 1536, WHEN)], []),
        (PYTHON, [("eml", None, None)], ["sub/"]),
        (UPPER, [("csv", 1536, WHEN)], ["sub/"]),
        (GLUED, [("csv", 1536, WHEN)], ["sub/"]),
    ],
    ids=["nginx", "lighttpd", "apache", "python", "upper", "glued"],
)
def test_each_server_tells_kinds_sizes_and_dates(
    body: bytes, files: list[tuple[str, int | None, datetime | None]], folders: list[str]
) -> None:
    found = listing.entries(page(200, body))
    assert [(each.kind, each.size, each.modified) for each in found if not each.folder] == files
    assert [each.href for each in found if each.folder] == folders


@pytest.mark.hostile("H27")
@pytest.mark.parametrize(
    "href",
    [
        "..",
        "../",
        "%2e%2e/",
        "/etc/hosts",
        "//elsewhere.example/",
        "http://elsewhere.example/",
        "a/b/",
        "?C=N",
        "#top",
        "a b",
        "a%2Fb",
        "javascript:x()",
        ".",
        "./",
        "a\\b",
        "",
    ],
)
def test_only_one_step_down_is_followed(href: str) -> None:
    body = PYTHON.replace(b"d.eml", href.encode()).replace(b"sub/", b"fine/")
    assert [entry.href for entry in listing.entries(page(200, body))] == ["fine/"]


@pytest.mark.parametrize(
    "reply",
    [
        page(404, NGINX),
        page(200, b"<title>Index of /</title><p>How listings look</p>"),
        page(200, b"<title>My blog</title><h1>Index of /</h1>"),
        page(200, b"Index of /"),
        page(200, b""),
    ],
)
def test_one_sign_alone_is_no_listing(reply: Reply) -> None:
    assert not listing.is_listing(reply)
    assert listing.entries(reply) == ()


@pytest.mark.parametrize(
    ("links", "empty"),
    [
        ('<a href="../">Up</a><a href="?C=N">Name</a><a href="https://a.example/">made by</a>', True),
        ('<a href="/">Up</a><a href="/x">Up</a>', True),
        ("", True),
        ('<a href="/download?f=a.csv">a.csv</a>', False),
        ('<A HREF="a b.csv">a b.csv</A>', False),
    ],
)
def test_a_listing_is_empty_when_it_links_to_nothing_below_itself(links: str, empty: bool) -> None:
    body = f"<title>Index of /x/y/</title><h1>Index of /x/y/</h1>{links}".encode()
    assert listing.entries(page(200, body)) == ()
    assert listing.is_empty(page(200, body)) is empty


@pytest.mark.hostile("H27")
def test_an_endless_listing_is_bounded() -> None:
    body = NGINX + b"".join(b'<a href="f%d">f</a>\n' % number for number in range(9000))
    assert len(listing.entries(page(200, body))) <= listing.MOST


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    listing.entries(page(200, raw))
    listing.entries(page(200, NGINX[:-30] + raw))
    listing.entries(page(200, NGINX[:120] + b'<a href="x">x</a>' + raw))
    listing.is_empty(page(200, NGINX[:120] + b"<a href=" + raw))


def test_a_title_loses_the_path_of_a_listing_and_no_other_title_changes() -> None:
    assert listing.without_path("Index of /home/jane.roe/") == "Index of /…"
    assert listing.without_path("Directory listing for /jane") == "Directory listing for /…"
    assert listing.without_path("Index of /") == "Index of /"
    assert listing.without_path("Index of nothing in particular") == "Index of /…"
    for title in ("Sendria", "", "Index", "The Index of /x", "index.html"):
        assert listing.without_path(title) == title
