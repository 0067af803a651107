"""Draws the candidates of the blind examination: packages that say of themselves that they are servers.

    python -m tests.blind.draw PYPI_TSV NPM_TSV > order.txt
    python -m tests.blind.draw PYPI_TSV NPM_TSV --seed 20261202 > order_four.txt
    python -m tests.blind.draw PYPI_TSV NPM_TSV --seed 20261202 --not-http > order_four_not_http.txt

The two files are lists of those registries' packages, one a line, tab-separated: the name first, the summary
last; in PyPI's, the third column is the month of the newest release. Debian's list is asked of `apt-cache`.
Nothing of a package is looked at but its name and its summary. A package that this repository names anywhere
is left out, and for a later order also what stands in order.txt. The order is a shuffle with a fixed seed
for each registry; one is taken of each in turn.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

SEED = 20231104
ROOT = Path(__file__).parents[2]
OWN = ":!tests/blind"

SERVES = re.compile(
    r"self[- ]?hosted|\bweb[- ]?(based|ui|interface|app|application|frontend|gui|dashboard|console"
    r"|viewer|browser)\b"
    r"|\b(https?|web|rest|file|mail|mock|api|dav|webdav|cache|static|storage"
    r"|development)[- ]server\b|\bserver$"
    r"|^(a |an |the )?([\w-]+ ){0,4}server\b|\bdashboard\b|\bdaemon\b|\badmin (panel|ui|interface)\b",
    re.IGNORECASE,
)
SHOWS = re.compile(
    r"\b(e?mails?|inbox|smtp|files?|director(y|ies)|listings?|shar(e|es|ing)|uploads?"
    r"|galler(y|ies)|photos?|music|media|wikis?|notes?|notebooks?|logs?|metrics?|monitor(ing|s)?|queues?|jobs?|tasks?|cron|schedul(er|es|ing)"
    r"|calendars?|contacts?|caldav|carddav|databases?|sqlite|sql|key[- ]value|documents?|json|csv|mock"
    r"|repositor(y|ies)|registr(y|ies)|packages?|git|mirror|cache|terminal|console|shell|kanban|todos?|bookmarks?|paste(bin)?|rss|feeds?"
    r"|chat|search|tiles?|dashboards?|webdav|redis|process(es)?|backups?|tracking|experiments?|expenses?|accounting)\b",
    re.IGNORECASE,
)
NOT_HTTP = re.compile(
    r"\b(smtp|imap4?|pop3?|t?ftp|nntp|usenet|news|ircd?|xmpp|jabber|mqtt|amqp|stomp|ldap|redis|memcached?|gopher"
    r"|gemini|finger|telnet|ssh|sftp|rsync|rtsp|sip|snmp|dns|whois|dict|nbd|iscsi|nfs|smb|ntp|coap|syslog|graphite"
    r"|statsd|zeromq|nats|message (queue|broker)|job queue|work queue|line printer|lpd|vnc|gps|ident|talk"
    r"|chat|mud|bbs"
    r"|tcp|udp|sockets?|rpc|key[- ]value (store|database)|database server|sql server|bulletin board"
    r"|lock server)\b"
    r".*\b(server|daemon|broker)\b"
    r"|\b(server|daemon|broker)\b.*\b(smtp|imap4?|pop3?|t?ftp|nntp|usenet|irc|xmpp|mqtt|amqp|stomp|ldap|redis"
    r"|memcached?|gopher|gemini|finger|telnet|sftp|rsync|rtsp|sip|whois|dict|nbd|tcp)\b",
    re.IGNORECASE,
)
"""The words of a server that speaks another protocol than HTTP."""
OTHER = re.compile(
    r"\b(clients?|sdk|librar(y|ies)|wrapper|plugins?|extensions?|middlewares?|frameworks?|bindings?|types|components?"
    r"|loaders?|boilerplate|templates?|themes?|mcp|llms?|agents?|agentic|ai|discord|slack|telegram|react|vue|angular"
    r"|svelte|babel|webpack|vite|eslint|parsers?|helpers?|generators?|cloud|aws|azure|google|gcp|minecraft|games?"
    r"|django|flask|fastapi|express|nestjs|odoo|plone|zope|integrations?|adapters?"
    r"|transport|toolkits?|utilit(y|ies)|module"
    r"|documentation|headers|debug|symbols|development files|dummy|transitional|test suite|model context"
    r"|claude|gpt|language server|lsp|bots?|hooks?|migration|examples?|demo|tutorial|desktop|windows|macos"
    r"|kubernetes|docker)\b",
    re.IGNORECASE,
)
LIBRARIES = re.compile(
    r"^(lib|python3?-|ruby-|golang-|node-|r-|php-|elpa-|fonts-|task-|@types/)|-(doc|docs|dev|common|data|dbg|cli|client"
    r"|sdk|api|types|core|plugin|utils|lib)$",
    re.IGNORECASE,
)


AREAS = frozenset(
    ["web", "net", "mail", "database", "admin", "httpd", "utils", "python", "javascript", "misc"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One package that may be a server, by its own words."""

    registry: str
    name: str
    summary: str


def debian() -> Iterator[Candidate]:
    """All of Debian's packages in the areas where servers are."""
    answer = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, check=True).stdout
    for block in answer.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if re.match(r"[A-Z][\w-]*: ", line))
        section = fields.get("Section", "")
        if section in (
            "web",
            "net",
            "mail",
            "database",
            "admin",
            "httpd",
            "utils",
            "python",
            "javascript",
            "misc",
        ):
            yield Candidate(registry="debian", name=fields["Package"], summary=_described(fields))


def _described(fields: dict[str, str]) -> str:
    return fields.get("Description-en", fields.get("Description", ""))


def listed(registry: str, file: Path) -> Iterator[Candidate]:
    """All packages of a list; of PyPI's, those with a release since 2022."""
    for line in file.read_text(errors="replace").splitlines()[1:]:
        columns = line.split("\t")
        if registry == "npm" or (len(columns) > 2 and columns[2] >= "2022"):
            yield Candidate(registry=registry, name=columns[0], summary=columns[-1])


def serves(candidate: Candidate) -> bool:
    """Does it say that it is a server that shows something?"""
    words = candidate.summary
    return bool(
        SERVES.search(words)
        and SHOWS.search(words)
        and not OTHER.search(words)
        and not LIBRARIES.search(candidate.name)
    )


def talks(candidate: Candidate) -> bool:
    """Does it say that it is a server of another protocol than HTTP?"""
    words = candidate.summary
    return bool(NOT_HTTP.search(words) and not OTHER.search(words) and not LIBRARIES.search(candidate.name))


def drawn(
    candidates: Iterable[Candidate], named: str, *, seed: int, rule: Callable[[Candidate], bool]
) -> list[Candidate]:
    """Those of the rule that `named`, the repository's text in lower case, does not name; shuffled."""
    kept = {one.name: one for one in candidates if rule(one)}
    unnamed = [kept[name] for name in sorted(kept) if name.lower() not in named]
    random.Random(seed).shuffle(unnamed)
    return unnamed


def repository() -> str:
    """The text of every file of this repository but of this folder, in lower case."""
    files = subprocess.run(
        ["git", "ls-files", "-z", ".", OWN], cwd=ROOT, capture_output=True, check=True
    ).stdout
    paths = [ROOT / name.decode() for name in files.split(b"\0") if name]
    return "\n".join(path.read_text(errors="replace") for path in paths).lower()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("pypi", type=Path)
    words.add_argument("npm", type=Path)
    words.add_argument("--seed", type=int, default=SEED)
    words.add_argument("--not-http", action="store_true")
    given = words.parse_args()
    later = given.seed != SEED
    named = repository() + ((ROOT / "tests/blind/order.txt").read_text().lower() if later else "")
    rule = talks if given.not_http else serves
    sources = (debian(), listed("pypi", given.pypi), listed("npm", given.npm))
    orders = [drawn(source, named, seed=given.seed, rule=rule) for source in sources]
    for one in chain.from_iterable(zip_longest(*orders)):
        if one is not None:
            print(f"{one.registry}\t{one.name}\t{one.summary}")


if __name__ == "__main__":
    main()
