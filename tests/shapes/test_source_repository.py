"""Repository browsers of several kinds, Git, Subversion and JSON; pages that share some of their words."""

from __future__ import annotations

import pytest

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.web_page import Answer
from leftopen.shapes.source_repository import judge
from tests.shapes.made_up import PROSE, answer, data, page, published

ONE = "0f" * 20


def links(*texts: str) -> str:
    return "".join(f'<li><a href="/r/{number}">{text}</a></li>' for number, text in enumerate(texts))


VIEWS = {
    "one row": links("summary", "refs", "log", "tree", "commit", "diff"),
    "short log": links("summary", "shortlog", "log", "commit", "commitdiff", "tree"),
    "changesets": links("log", "graph", "tags", "bookmarks", "branches", "changeset", "browse"),
    "timeline": links("Timeline", "Files", "Branches", "Tags", "Forum", "Tickets"),
    "counts": links("12 Commits", "3 Branches", "2 Tags", "History", "Blame"),
    "brackets": links("[summary]", "[log]", "[tree]", "[blame]"),
}
REPOSITORY: dict[str, Json] = {
    "full_name": "a/b",
    "clone_url": "x",
    "default_branch": "main",
    "private": False,
}
COMMIT: dict[str, Json] = {"sha": ONE, "commit": {"message": "fix", "author": {"name": "Ann"}}}


GIT = "".join(f'<li><a href="/r/{name}.git/">{name}</a></li>' for name in ("gates", "pumps", "keys"))
INDEX = "<table><tr><th>Project</th><th>Description</th><th>Last Change</th></tr>" + "".join(
    f"<tr><td>{name}</td><td>ours</td><td>2 days ago</td></tr>" for name in ("gates", "pumps", "keys")
)


@pytest.mark.parametrize("body", [GIT, INDEX])
def test_a_list_of_repositories(body: str) -> None:
    found = judge(page(body))
    assert found is not None
    assert (found.said, found.size.records) == ("a list of repositories", 3)
    assert found.size.at_least
    assert found.intent is Intent.UNDETERMINED
    projects = "<table><tr><th>Project</th><th>Description</th><th>Budget</th></tr>"
    assert judge(page(projects + "<tr><td>a</td><td>b</td><td>1</td></tr>" * 5)) is None
    assert judge(page('<a href="https://a.example/x.git">our code</a>')) is None


@pytest.mark.parametrize("body", VIEWS.values(), ids=VIEWS)
def test_each_browser_is_read_with_an_unknown_purpose(body: str) -> None:
    found = judge(page(f"<ul>{body}</ul><p>{PROSE}</p>", '<link rel="alternate" href="/atom">'))
    assert found is not None
    assert found.intent is Intent.UNDETERMINED
    assert found.said.startswith("a source repository with ")


@pytest.mark.parametrize("body", VIEWS.values(), ids=VIEWS)
def test_marks_of_a_publisher(body: str) -> None:
    found = judge(published(f"<ul>{body}</ul>"))
    assert found is not None
    assert found.intent is Intent.PUBLISHED


def test_a_feed_archives_and_prose_are_in_any_browser_and_count_for_nothing() -> None:
    found = judge(page(VIEWS["one row"] + f'<a href="a-1.0.zip">a-1.0.zip</a><p>{PROSE}</p><p>© Ann</p>'))
    assert found is not None
    assert found.intent is Intent.UNDETERMINED


@pytest.mark.parametrize(
    ("seen", "said", "records"),
    [
        (
            answer(f"001e# service=git-upload-pack\n0000004a{ONE} HEAD\0a\n003f{ONE} refs/heads/a\n0000"),
            "the branches and tags of a repository",
            2,
        ),
        (
            answer(f"{ONE}\trefs/heads/a\n{ONE}\trefs/tags/b\n{ONE}\trefs/tags/b^{{}}\n"),
            "the branches and tags of a repository",
            3,
        ),
        (
            answer('<?xml version="1.0"?><svn><index rev="3"><dir name="a"/><file name="b"/></index></svn>'),
            "the files of a repository",
            2,
        ),
        (
            page("<ul><li><a href='../'>..</a><li><a href='a/'>a/</a></ul>", title="Revision 3: /"),
            "the files of a repository",
            2,
        ),
        (data([COMMIT] * 4), "the commits of a repository", 4),
        (data({"data": [REPOSITORY], "total_count": 7}), "a list of repositories", 7),
    ],
)  # fmt: skip
def test_what_programs_say(seen: Answer, said: str, records: int) -> None:
    found = judge(seen)
    assert found is not None
    assert (found.said, found.size.records, found.intent) == (said, records, Intent.UNDETERMINED)


@pytest.mark.parametrize(
    "seen",
    [
        data([{**REPOSITORY, "private": True}]),
        data([{"path_with_namespace": "a/b", "ssh_url_to_repo": "x", "visibility": "internal"}]),
        answer("ref: refs/heads/main\n", path="/.git/HEAD"),
    ],
)
def test_private_ones_and_a_folder_in_the_web_root_were_left_open(seen: Answer) -> None:
    found = judge(seen)
    assert found is not None
    assert found.intent is Intent.LEFT_OPEN


@pytest.mark.parametrize(
    "seen",
    [
        page(links("Tags", "Files", "History", "Summary", "Log")),
        page(links("Tree", "Branches", "Leaves")),
        page("<p>summary log tree commit refs diff blame</p>"),
        page(links("Commit to us", "Tree of life", "Branches near you", "Log in", "Files", "Tags")),
        data([{"id": 1, "message": "hello", "author": "Ann"}] * 5),
        data([{"full_name": "Ann Example", "id": 3}] * 5),
        answer(f"{ONE}  file.iso\n{ONE}  other.iso\n"),
        answer(page(VIEWS["one row"]).text, "text/html", status=401),
    ],
)
def test_what_is_no_repository(seen: Answer) -> None:
    assert judge(seen) is None
