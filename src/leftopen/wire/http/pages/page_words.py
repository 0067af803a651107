"""What a page offers a visitor, as whole words: its labels, its controls, its rows. Pure and bounded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from leftopen.model.web_page import Form, Link, Page, RowGroup

LABELS, LONGEST = 400, 8000
TOPICS = 5
"""Links to pages of their own names, at least, for a list of topics."""
_READ = re.compile(r"#[\w.:%-]{1,200}$|\.(?:s?html?|pdf|txt|md|rst|xml)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,30}")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{|\[\[")


def words_of(*texts: str) -> frozenset[str]:
    """The words of these texts, in lower case."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text[:LONGEST]))


def pressable_links(page: Page) -> Iterator[Link]:
    """The links that may do something when they are pressed. Not those that are read: to a place in a page,
    to a page that is a file, or, among several of one folder, to the page that the link's own text names."""
    links = page.links[:LABELS]
    folders = Counter(_folder(link.href) for link in links if _names(link))
    for link in links:
        if not _READ.search(link.href) and not (_names(link) and folders[_folder(link.href)] >= TOPICS):
            yield link


def _names(link: Link) -> bool:
    """Is the last step of its path the text of the link?"""
    step = link.href.partition("?")[0].rstrip("/").rpartition("/")[2]
    return bool(step) and "?" not in link.href and step.lower() == link.text.strip().lower()


def _folder(href: str) -> str:
    return href.partition("?")[0].rstrip("/").rpartition("/")[0]


def label_words(page: Page) -> frozenset[str]:
    """The words of title, headings, link texts, buttons and column titles: what names things and does things;
    prose is left out."""
    texts = [page.title, *page.headings, *page.buttons]
    texts += [link.text for link in page.links[:LABELS] if len(link.text) <= 60]
    texts += [label for form in page.forms for label in form.buttons]
    texts += [title for group in page.groups for title in group.header]
    return words_of(*texts)


def controls(page: Page) -> tuple[str, ...]:
    """The labels of everything that a visitor can press: buttons, and links with short texts."""
    links = [link.text for link in pressable_links(page) if 0 < len(link.text) <= 30]
    return (*page.buttons, *links)


def is_rendered(group: RowGroup) -> bool:
    """Were these rows filled by the server? A template's placeholders are no rows."""
    return not any(_TEMPLATE.search(cell) for row in group.rows[:20] for cell in row.cells)


def tables(page: Page) -> Iterator[RowGroup]:
    """The row groups that the server filled."""
    return (group for group in page.groups if is_rendered(group))


def changes(form: Form) -> bool:
    """Does sending this form change something? By its method: a search form is sent with GET."""
    return form.method == "post"
