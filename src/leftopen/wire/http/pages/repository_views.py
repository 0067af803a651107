"""Recognises the views of a source repository: link texts of a browser, Git's own advertisement, Subversion's
list, JSON of commits and repositories. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages.like_objects import like_objects

LEAST, STRONG, TEXT = 4, 2, 128 * 1024
_STRONG = frozenset(
    {
        "shortlog", "tree", "commit", "commits", "commitdiff", "refs", "branches", "branch", "diff", "blame",
        "annotate", "changeset", "changesets", "timeline", "revisions", "revision", "changelog", "checkins",
        "heads", "bookmarks", "commits graph", "zweige", "branches/tags", "branches & tags",
    }
)  # fmt: skip
_VIEWS = _STRONG | {
    "summary", "log", "tags", "files", "raw", "snapshot", "graph", "history", "browse", "patch", "stats",
    "tickets", "merge requests", "pull requests", "forum", "manifest", "rss log", "code",
}  # fmt: skip
_REF = re.compile(r"[0-9a-f]{40,64}[ \t]+(?:refs/\S{1,300}|HEAD)")
_SMART = re.compile(r"[0-9a-f]{4}# service=git-(?:upload|receive)-pack")
_HEAD = re.compile(r"ref: refs/heads/\S{1,300}\s{0,2}")
_SVN = re.compile(r"<svn\b[^<>]{0,200}>[\s\S]{0,400}?<index\b", re.IGNORECASE)
_SVN_ENTRY = re.compile(r"<(?:file|dir) name=", re.IGNORECASE)
_SVN_TITLE = re.compile(r"\b(?:Revision|Révision) \d{1,9}: /")
_COMMIT = (
    frozenset({"sha", "commit", "hash", "oid", "id", "commitid", "node", "revision"}),
    frozenset({"message", "title", "subject", "desc"}),
    frozenset({"author", "committer", "authorname", "user"}),
)
_REPOSITORY = frozenset(
    {
        "cloneurl", "sshurl", "defaultbranch", "httpurltorepo", "sshurltorepo", "fullname", "starscount",
        "forkscount", "pathwithnamespace", "webbrowseurl",
    }
)  # fmt: skip
_GIT = re.compile(r"[\w.-]\.git/?(?:$|[;?&#])")
_NAMED = re.compile(r"(?:git )?(?:repo(?:sitor(?:y|ies))?s?|projects?)(?: name)?|dépôts?|projekte?")
_DESCRIBED = re.compile(r"descriptions?|beschreibung|owner|besitzer")
_CHANGED = re.compile(
    r"idle|age|last (?:change|commit|update|modified|activity|push)d?|updated|alter|activité"
)
_SEPARATOR = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryView:
    """`said` without names; `records` what was counted; `private`: the answer itself calls it private;
    `in_web_root`: a repository's folder among the files of a site."""

    said: str
    records: int | None = None
    private: bool = False
    in_web_root: bool = False


def read_view(answer: Answer) -> RepositoryView | None:
    """The view; None for anything else."""
    text = answer.text[:TEXT]
    if answer.data is not None:
        return _from_json(answer.data)
    if _SMART.match(text) or _is_refs(text):
        return RepositoryView(
            said="the branches and tags of a repository", records=len(_REF.findall(text)) or None
        )
    if _HEAD.fullmatch(text[:400]):
        return RepositoryView(said="a repository's folder", in_web_root=True)
    if _SVN.search(text[:2000]):
        return RepositoryView(said="the files of a repository", records=len(_SVN_ENTRY.findall(text)))
    return _from_page(answer.page) if answer.page is not None else None


def _is_refs(text: str) -> bool:
    lines = [line for line in text[:8192].split("\n") if line][:20]
    return bool(lines) and all(
        _REF.fullmatch(line.removesuffix("^{}")) for line in lines[: max(1, len(lines) - 1)]
    )


def _from_page(page: Page) -> RepositoryView | None:
    texts = {link.text.strip(" []()").lower() for link in page.links if len(link.text) <= 24}
    # "Commits 12", "3 branches".
    texts |= {re.sub(r"^[\d,. ]+|[\d,. ]+$", "", text) for text in texts}
    if _SVN_TITLE.search(page.title) and len(page.links) >= 2:
        return RepositoryView(said="the files of a repository", records=len(page.links))
    if listed := _listed(page):
        return RepositoryView(said="a list of repositories", records=listed)
    views = texts & _VIEWS
    if len(views) < LEAST or len(views & _STRONG) < STRONG:
        return None
    rows = max((len(group.rows) for group in page.groups), default=0)
    return RepositoryView(said=f"a source repository with {len(views)} of its views", records=rows or None)


def _listed(page: Page) -> int:
    """How many repositories a page lists: names with Git's ending, or a table of names, descriptions and when
    each was changed last. 0 when it lists none."""
    ended = {link.href for link in page.links if _GIT.search(link.href) and link.text.strip()}
    tables = (group for group in page.groups if _is_index([title.lower() for title in group.header]))
    return max((len(group.rows) for group in tables), default=len(ended) if len(ended) >= 2 else 0)


def _is_index(titles: Sequence[str]) -> bool:
    wanted = (_NAMED, _DESCRIBED, _CHANGED)
    return all(any(form.fullmatch(title.strip()) for title in titles) for form in wanted)


def _from_json(data: Json) -> RepositoryView | None:
    found = like_objects(data)
    if found is None:
        return None
    rows = [{_SEPARATOR.sub("", key).lower(): value for key, value in row.items()} for row in found.rows]
    count = max(found.total or 0, len(rows))
    if sum(map(_is_repository, rows)) * 10 >= len(rows) * 9:
        private = any(
            row.get("private") is True or row.get("visibility") in ("private", "internal") for row in rows
        )
        return RepositoryView(said="a list of repositories", records=count, private=private)
    if len(rows) >= 3 and sum(map(_is_commit, rows)) * 10 >= len(rows) * 9:
        return RepositoryView(said="the commits of a repository", records=count)
    return None


def _is_repository(row: Mapping[str, Json]) -> bool:
    return len(_REPOSITORY & row.keys()) >= 2


def _is_commit(row: Mapping[str, Json]) -> bool:
    inner = row.get("commit")
    keys = row.keys() | (inner.keys() if isinstance(inner, dict) else set())
    digest = next((row[key] for key in _COMMIT[0] if isinstance(row.get(key), str)), "")
    return all(keys & named for named in _COMMIT) and re.fullmatch(r"[0-9a-f]{7,64}", str(digest)) is not None
