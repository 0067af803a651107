"""Which folder to open next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.mail_folders import is_mail, nearest_mail, within


def test_where_delivered_mail_lies_comes_first_then_what_is_named_like_it_then_the_nearest() -> None:
    waiting = ["/a/b/", "/c/", "/x/Maildir/", "/x/Maildir/tmp/", "/x/Maildir/new/", "/x/Maildir/.Sent/"]
    order = []
    while waiting:
        order.append(nearest_mail(waiting))
        waiting.remove(order[-1])
    assert order == [
        "/x/Maildir/new/",
        "/x/Maildir/",
        "/x/Maildir/.Sent/",
        "/c/",
        "/a/b/",
        "/x/Maildir/tmp/",
    ]


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("/a/b/c/", True),
        ("/a/b/c/d/", False),
        ("/home/jane/Maildir/cur/", True),
        ("/srv/backup/home/jane/Maildir/cur/", True),
        ("/a/srv/backup/home/jane/Maildir/cur/", False),
        ("/", True),
    ],
)
def test_mail_is_followed_deeper_than_the_rest(path: str, opened: bool) -> None:
    assert within(path) is opened


def test_a_share_is_told_by_its_name() -> None:
    assert is_mail("vmail")
    assert is_mail("Maildir")
    assert not is_mail("mailing-list-software")
    assert not is_mail("")


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_paths_are_ordered(paths: list[str]) -> None:
    assert nearest_mail(paths) in paths
    for path in paths:
        within(path)
