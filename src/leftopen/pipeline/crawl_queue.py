"""The requests that a crawl may still make, best first, and what they have cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from leftopen.model.web_page import Answer
from leftopen.pipeline.api_paths import SeenValues, Template
from leftopen.pipeline.crawl_targets import Target, described_paths, described_target
from leftopen.pipeline.safe_links import resolve_link, says_act, switches
from leftopen.wire.http.reading_links import promises_reading

MOST, TEMPLATES = 5000, 200
READS = "PROPFIND"
"""A method that reads whatever the path says (RFC 4918, 9.1)."""

Key = tuple[str, str, tuple[int, int] | None]


@dataclass(slots=True, kw_only=True)
class CrawlQueue:
    """`half` is the part of the byte budget that scripts may use; `left` the paths that an answer named and
    that are not requested, because they might act."""

    half: int = 0
    left: dict[str, None] = field(default_factory=dict)
    _waiting: dict[Key, Target] = field(default_factory=dict)
    _asked: set[Key] = field(default_factory=set)
    _forms: Counter[str] = field(default_factory=Counter)
    _script_bytes: int = 0
    _templates: dict[str, Template] = field(default_factory=dict)
    _values: SeenValues = field(default_factory=SeenValues)

    @property
    def asked(self) -> int:
        return len(self._asked)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def script_room(self) -> int:
        """Bytes that are left for scripts."""
        return max(0, self.half - self._script_bytes)

    @property
    def has_own_api(self) -> bool:
        """Waits a script, or a request that a script named?"""
        return any(one.api or (one.script and self.script_room) for one in self._waiting.values())

    def add(self, target: Target) -> None:
        """Queues a request that was not made, where it promises reading; the better promise for the same one
        counts."""
        known = self._waiting.get(target.key)
        if target.key in self._asked or len(self._waiting) >= MOST:
            return
        if target.method != READS and not self._reads(target):
            if len(self.left) < MOST:
                self.left.setdefault(target.path)
            return
        if known is None or known.promise < target.promise:
            self._waiting[target.key] = target

    def take(self, *, own_api_first: bool = False) -> Target | None:
        """The most promising for its bytes; the first of equals, in the order of the page. `own_api_first`:
        what scripts name, then scripts, before anything else."""
        if not self.script_room:
            for key in [key for key, one in self._waiting.items() if one.script]:
                del self._waiting[key]
        if not self._waiting:
            return None
        key = max(self._waiting, key=lambda one: self._order(self._waiting[one], own_api_first))
        return self._waiting.pop(key)

    def once(self, target: Target) -> Target | None:
        """This one, unless it was asked for."""
        return None if target.key in self._asked else target

    def ask(self, target: Target) -> None:
        """Notes that this request is made now."""
        self._asked.add(target.key)
        self._forms[target.form] += 1

    def answered(self, target: Target, answer: Answer) -> None:
        """Notes what it cost."""
        if target.script:
            self._script_bytes += len(answer.reply.head) + len(answer.reply.body)

    def learn(self, answer: Answer, host: str) -> None:
        """Remembers the values of a JSON answer and the paths of a description; queues each path whose
        placeholders are known."""
        self._values.keep(answer)
        for template in described_paths(answer, host):
            if template.names and len(self._templates) < TEMPLATES:
                self._templates.setdefault(template.path, template)
        for path, template in list(self._templates.items()):
            if filled := resolve_link("/", self._values.filled(template), host):
                del self._templates[path]
                self.add(described_target(filled, template.promise))

    def _reads(self, target: Target) -> bool:
        """The allow-list, then the words that act. The path as it would be sent is judged: what named it may
        have been written so that it hid a word."""
        place = target.path.partition("?")[0]
        asked = [path.partition("?")[0] for _, path, _ in self._asked]
        known = any(path.rstrip("/") == place.rstrip("/") for path in asked)
        folders = (path.rpartition("/")[0] + "/" for path in asked)
        below = max((one.count("/") - 1 for one in folders if place.startswith(one)), default=0)
        if target.acts or not promises_reading(target.path, target.kind, known=known, below=below):
            return False
        return not (says_act(target.path, streams=target.picture) or switches(target.path))

    def _order(self, target: Target, own_api_first: bool) -> tuple[int, float]:
        first = (2 if target.api else 1 if target.script else 0) if own_api_first else 0
        return first, target.worth(self._forms[target.form])
