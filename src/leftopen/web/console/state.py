"""State that all pages share: workspace, session cache, throttles, caches."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from leftopen.model.passkey import RelyingParty
from leftopen.service.identity import oidc
from leftopen.service.identity.challenges import Challenges
from leftopen.service.identity.oidc import OidcClient
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.api_state import ApiState
from leftopen.web.console.http.downloads import DownloadSlots
from leftopen.web.console.http.page_index import PageIndex
from leftopen.web.console.limits import session_cache
from leftopen.web.console.limits.background_cache import BackgroundCache
from leftopen.web.console.limits.last_decisions import LastDecisions
from leftopen.web.console.limits.live_limit import LiveLimit
from leftopen.web.console.limits.pending_acts import PendingActs
from leftopen.web.console.limits.session_cache import BadCookieDelay, LastSeenWriter, SessionCache
from leftopen.web.console.limits.throttle import Throttle
from leftopen.web.console.limits.ttl_cache import TtlCache
from leftopen.web.limits.engine_pool import EnginePool

# Each password costs 64 MiB and a tenth of a second of a core.
AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How the console is served. `port` names the cookie, because cookies ignore ports; `tls`: browsers open
    it by https; `strict` requires a second factor for all users; `names` are the host names of the console;
    `public` is its origin for browsers behind a proxy, or ''."""

    port: int = 0
    tls: bool = False
    strict: bool = False
    names: frozenset[str] = frozenset(("127.0.0.1", "localhost", "[::1]"))
    public: str = ""

    @property
    def cookie(self) -> str:
        return "__Host-leftopen" if self.tls else f"leftopen-{self.port}"

    @property
    def login_flow(self) -> str:
        """The cookie that identifies a browser before it is signed in."""
        return "__Host-leftopen-in" if self.tls else f"leftopen-in-{self.port}"

    @property
    def by_issuer(self) -> str:
        """The cookie of a browser that the OpenID Connect issuer signed in."""
        return "__Host-leftopen-issuer" if self.tls else f"leftopen-issuer-{self.port}"

    @property
    def known(self) -> str:
        """The name prefix of the known-browser cookies."""
        return "__Host-leftopen-known-" if self.tls else f"leftopen-known-{self.port}-"

    def party(self, host: str) -> RelyingParty | None:
        """The relying party for passkeys at that host: the public name, else one of our names with our
        port. None for an IP address, because passkeys need a host name."""
        name = _without_port(self.public.partition("://")[2] or host)
        if name not in self.names or not _is_name(name):
            return None
        return RelyingParty(id=name, origin=self.origin(name))

    def origin(self, host: str) -> str:
        """The origin of our pages: the public one, whatever host a proxy passes on, else that of a host of
        `names`."""
        if self.public:
            return self.public
        scheme, usual = ("https", 443) if self.tls else ("http", 80)
        return f"{scheme}://{_without_port(host)}{'' if self.port == usual else f':{self.port}'}"


def _without_port(host: str) -> str:
    return re.sub(r":[0-9]{1,5}$", "", host).lower()


def _is_name(host: str) -> bool:
    """Not an IP address: those end in a digit or have brackets."""
    return bool(host) and host[-1].isalpha() and "*" not in host


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleState:
    """`serving` is the state of the API in the same server; `challenges` are open passkey and OpenID
    Connect challenges; `slow` limits password hashing."""

    serving: ApiState
    options: ServerOptions
    session_cache: SessionCache
    throttle: Throttle
    bad_cookie_delay: BadCookieDelay
    ttl_cache: TtlCache
    background_cache: BackgroundCache
    challenges: Challenges
    issuer: OidcClient | None
    pages: PageIndex
    download_slots: DownloadSlots = field(default_factory=DownloadSlots)
    last_decisions: LastDecisions = field(default_factory=LastDecisions)
    pending_acts: PendingActs = field(default_factory=PendingActs)
    live_limit: LiveLimit = field(default_factory=LiveLimit)
    last_seen_writer: LastSeenWriter = field(default_factory=LastSeenWriter)
    slow: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def workspace(self) -> Workspace:
        return self.serving.workspace

    @property
    def engine_pool(self) -> EnginePool:
        """Threads for engine queries, shared with the API."""
        return self.serving.engine_pool


def build_console_state(serving: ApiState, options: ServerOptions, pages: PageIndex) -> ConsoleState:
    """Raises BadSetting."""
    workspace = serving.workspace
    ttl_cache = TtlCache(monotonic=workspace.monotonic)
    return ConsoleState(
        serving=serving,
        options=options,
        session_cache=session_cache.of(workspace),
        throttle=Throttle(monotonic=workspace.monotonic),
        bad_cookie_delay=BadCookieDelay(monotonic=workspace.monotonic),
        ttl_cache=ttl_cache,
        background_cache=BackgroundCache(ttl_cache=ttl_cache),
        challenges=Challenges(clock=workspace.clock),
        issuer=oidc.of(workspace.settings, workspace.monotonic),
        pages=pages,
    )
