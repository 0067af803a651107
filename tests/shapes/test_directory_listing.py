"""Listings in several dresses; releases, left-open names, and pages that only look like a listing."""

from __future__ import annotations

import pytest

from leftopen.model.shape import Intent
from leftopen.model.web_page import Answer
from leftopen.shapes.directory_listing import judge
from tests.shapes.made_up import answer, data, page

NAMES = ("one.tif", "two.tif", "three.tif", "four.tif", "five.tif")
PRIVATE = ("one.tif", "two.tif", "three.tif", "four.tif", "salaries.xlsx")
RELEASES = ("a-1.0.tar.gz", "a-1.0.tar.gz.asc", "a-1.1.tar.gz", "a-1.1.tar.gz.asc", "SHA256SUMS")


def table(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(
        f'<tr><td><a href="{name}">{name}</a></td><td>2023-02-08 10:00</td><td>12K</td></tr>'
        for name in names
    )
    return page(f'<table><tr><td><a href="../">Parent Directory</a></td></tr>{rows}</table>', path=path)


def preformatted(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(f'<a href="{name}">{name}</a>   08-Feb-2023 10:00   1234\n' for name in names)
    return page(f'<h1>Index of /</h1><pre><a href="../">../</a>\n{rows}</pre>', path=path)


def bare(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(f'<li><a href="{name}">{name}</a></li>' for name in names)
    return page(f"<h1>Directory listing for /</h1><ul>{rows}</ul>", path=path)


def absolute(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(f'<li><a href="{path}{name}">{name}</a> 12.3 kB 8 Feb 2023</li>' for name in names)
    return page(f"<h1>Verzeichnis</h1><ul>{rows}</ul>", path=path)


def cards(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(
        f'<div class="card"><a href="./{name}">{name}</a><span>1,2 Mo</span> <span>08/02/2023</span></div>'
        for name in names
    )
    return page(f"<h2>Contenu du dossier</h2>{rows}", path=path)


def parameters(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(
        f'<tr><td><a href="/get?file=/x/{name}">{name}</a></td><td>2023-02-08</td><td>12 KB</td></tr>'
        for name in names
    )
    return page(f"<table>{rows}</table>", path=path)


def json_list(names: tuple[str, ...], path: str = "/") -> Answer:
    return data([{"name": name, "type": "file", "size": 9} for name in names], path)


def upper(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(f"<LI><A HREF={name}>{name}</A> 8 Feb 2023 12.3 kB" for name in names)
    return page(f"<H1>Verzeichnis</H1><UL>{rows}</UL>", path=path)


def glued(names: tuple[str, ...], path: str = "/") -> Answer:
    rows = "".join(
        f'<li><a href="{name}">{name}<b>12.3 kB</b><i>2023-02-08 10:20 +0100</i></a></li>' for name in names
    )
    return page(f'<a href="logs/">logs/<i>2023-02-08 10:20</i></a><ul>{rows}</ul>', path=path)


def test_size_and_date_in_the_anchor_are_no_part_of_the_name() -> None:
    found = judge(glued(NAMES))
    assert found is not None
    assert (found.said, found.size.bytes) == ("5 files and 1 folder listed", 5 * int(12.3 * 1024))
    assert found.size.at_least


DRESSES = [upper, parameters, table, preformatted, bare, absolute, cards, json_list]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("path", ["/", "/share/", "/share/?C=N"])
def test_each_dress_is_read_and_judged_by_its_names(dress: object, path: str) -> None:
    if dress is absolute and "?" in path:
        path = "/share/"
    plain, left, released = (judge(dress(names, path)) for names in (NAMES, PRIVATE, RELEASES))  # type: ignore[operator]
    assert plain is not None
    assert left is not None
    assert released is not None
    assert plain.said == "5 files and 0 folders listed"
    assert plain.intent is Intent.UNDETERMINED
    assert left.intent is Intent.LEFT_OPEN
    assert released.intent is Intent.PUBLISHED
    assert "salaries" not in left.said + left.why


def test_a_folder_tells_by_its_name_alone() -> None:
    found = judge(table(("home/", "media/", "music/"), "/share/"))
    assert found is not None
    assert found.intent is Intent.LEFT_OPEN
    assert found.said == "0 files and 3 folders listed"


def webdav(*names: str) -> Answer:
    rows = "".join(
        f"<D:response><D:href>/share/{name}</D:href><D:propstat><D:prop><D:getcontentlength>9</D:getcontentlength>"
        "</D:prop></D:propstat></D:response>"
        for name in ("", *names)
    )
    return answer(
        f'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">{rows}</D:multistatus>',
        "text/xml",
        "/share/",
        207,
    )


def test_a_webdav_folder_is_a_listing_but_one_of_calendars_is_not() -> None:
    found = judge(webdav("one.tif", "salaries.xlsx"))
    assert found is not None
    assert (found.said, found.intent) == ("2 files and 0 folders listed", Intent.LEFT_OPEN)
    assert found.size.bytes == 18
    plain = judge(webdav("one.tif"))
    assert plain is not None
    assert plain.intent is Intent.UNDETERMINED
    assert judge(webdav()) is None
    assert judge(webdav("a.ics", "b.ics")) is None


def test_a_login_form_beside_the_list_hides_nothing() -> None:
    form = '<form action="/login"><input name="u"><input type="password" name="p"></form>'
    rows = "".join(f'<li><a href="{name}">{name}</a></li>' for name in NAMES)
    assert judge(page(f"{form}<h1>Index of /</h1><ul>{rows}</ul>")) is not None


@pytest.mark.parametrize(
    "seen",
    [
        page(
            "<ul>"
            + "".join(f'<li><a href="post{n}.html">post{n}</a> 2023-02-0{n} 4 KB</li>' for n in range(1, 7))
        ),
        page(
            "<h1>Maps of the valley</h1><ul>"
            + "".join(f'<li>our map, drawn by hand: <a href="{name}">{name}</a></li>' for name in NAMES)
        ),
        page(
            "".join(
                f'<li><a href="?tag={name}">{name}</a></li>'
                for name in ("one", "two", "three", "four", "five")
            )
        ),
        page('<h1>Index of terms</h1><a href="#a">A</a><a href="#b">B</a><a href="#c">C</a>'),
        page('<h1>Index of /</h1><a href="../">..</a><a href="one.tif">one.tif</a>'),
        answer(table(NAMES).text, "text/html", status=403),
        data([{"name": "Ann", "age": 3}, {"name": "Bob", "age": 4}, {"name": "Cy", "age": 5}]),
        data([{"name": "a.txt"}, {"name": "b.txt"}, {"name": "c.txt"}]),
        data({"a": [1, 2, 3]}),
    ],
)
def test_what_is_no_listing(seen: Answer) -> None:
    assert judge(seen) is None


def _tiles(names: tuple[str, ...], more: str = "") -> Answer:
    tiles = "".join(
        f'<div><a href="/{name}"><img src="/{name}?thumb=1"><div>{name}</div><span>178.0 B</span></a></div>'
        for name in names
    )
    return page(f'{tiles}<a href="/more/"><span>📁</span> more</a>{more}')


def test_tiles_with_the_name_and_size_inside_the_link() -> None:
    seen = judge(_tiles(NAMES))
    assert seen is not None
    assert (seen.said, seen.size.bytes) == ("5 files and 1 folder listed", 5 * 178)


def test_three_tiles_are_too_few_and_a_publisher_marks_a_gallery() -> None:
    assert judge(_tiles(NAMES[:3])) is None
    marks = "<footer>© 2023 Town Hall <a href='/privacy'>Privacy</a> <a href='/contact'>Contact</a></footer>"
    assert judge(_tiles(NAMES, marks)) is None


def test_a_tree_of_check_boxes() -> None:
    files = (".env", "README.md", "billing/invoice.py", "deploy/id_deploy.pem")
    boxes = "".join(
        f'<li><input type="checkbox" value="{file}"> {file.rpartition("/")[2]}</li>' for file in files
    )
    seen = judge(page(f"<ul>{boxes}</ul>"))
    assert seen is not None
    assert (seen.said, seen.intent) == ("4 files and 0 folders listed", Intent.LEFT_OPEN)


def test_a_page_that_is_nothing_but_names() -> None:
    files = "".join(f'[F] <a href="/{name}">{name}</a><br>' for name in PRIVATE)
    seen = judge(page(f'[D] <a href="/draft">draft</a><br>{files}'))
    assert seen is not None
    assert (seen.said, seen.intent) == ("6 files and 0 folders listed", Intent.LEFT_OPEN)
    assert judge(page(f"{'<p>All about the work of our town in the past year. </p>' * 9}{files}")) is None


def test_addresses_shown_letter_by_letter_among_other_text() -> None:
    names = ("orders-2026-11.csv", "keys.txt", "readme.txt", "photos/")
    dress = f"<title>Explorer</title><p>{'Sort by name or kind, and search. ' * 9}</p><ul>{{}}</ul>"
    links = "".join(f"<li><a href='{name}'>{name}</a></li>" for name in names)
    seen = judge(page(dress.format(links)))
    assert seen is not None
    assert seen.said == "3 files and 1 folder listed"
    assert judge(page(dress.format(links.replace(">photos/<", ">Our photos<")))) is None
    assert judge(page(dress.format(links.replace(">keys.txt<", ">Keys (keys.txt)<")))) is None


def test_a_short_page_that_says_what_it_lists() -> None:
    links = "".join(f'- <a href="/./{name}">{name}</a><br>' for name in NAMES[:3])
    response = (
        f"<p>You can run it, as shown below, and it serves files too.</p><u>Available files:</u><br>{links}"
    )
    assert judge(page(response)) is not None
    assert judge(page(response.replace("Available files", "Our posters"))) is None


def test_links_that_show_or_fetch_an_entry_again_are_no_other_links() -> None:
    rows = "".join(
        f"<tr><td><a href='{name}'>\U0001f4c4 {name}</a></td><td>1.7 KB</td><td>2026-11-27 23:09</td>"
        f"<td><a href='{name}?view=1'>View</a><a href='{name}?dl=1'>Download</a></td></tr>"
        for name in NAMES
    )
    seen = judge(page(f"<a href='/upload?dir=/'>Upload</a><table>{rows}</table>"))
    assert seen is not None
    assert seen.said == "5 files and 0 folders listed"


def test_names_of_files_on_a_page_that_calls_itself_a_directory() -> None:
    links = "".join(f"<li><a href='{name}'>{name}</a></li>" for name in PRIVATE)
    body = f"<h3>Documents</h3><ul>{links}</ul><p>{'Anyone may look at this. ' * 9}</p><a href='/x'>Home</a>"
    assert judge(page(body, title="Directory home")) is not None
    assert judge(page(body, title="Our year")) is None
    topics = "".join(f"<li><a href='{name}'>{name}</a></li>" for name in ("towns", "rivers", "hills"))
    assert judge(page(f"<ul>{topics}</ul>{body[-200:]}", title="Directory of places")) is None


def test_rows_that_are_known_by_their_numbers_are_no_files() -> None:
    rows = "".join(
        f"<tr><td><a href='/jobs/{n}'>{n}</a></td><td>{n} kB</td><td>2026-11-27 23:09</td></tr>"
        for n in range(1, 9)
    )
    assert judge(page(f"<table>{rows}</table>")) is None
    assert judge(page(f"<table>{rows}</table>", path="/jobs/")) is None


def test_links_that_sort_are_no_other_links() -> None:
    rows = "".join(f'<tr><td><a href="./{name}">{name}</a></td><td>900 B</td></tr>' for name in NAMES[:4])
    sorting = "".join(f'<a href="?sort={key}&t=1">{key}</a>' for key in ("name", "size", "time", "kind"))
    listing = f'<a href=""></a>{sorting}<table>{rows}</table><a href="https://a.example">Made by</a>'
    seen = judge(page(listing))
    assert seen is not None
    assert seen.said == "4 files and 0 folders listed"
    assert judge(page(listing.replace("sort", "topic"))) is None
