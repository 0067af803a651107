"""OpenID Connect client: discovery, the authorization code flow with PKCE, and the issuer's keys."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

import msgspec

from leftopen.errors import BadRequest, BadSetting
from leftopen.model.channel import Reply
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound.http import OutboundRequest
from leftopen.service.identity import id_token
from leftopen.service.identity.id_token import ExpectedClaims, IdTokenClaims
from leftopen.service.workspace.workspace import Workspace
from leftopen.settings import Settings

T = TypeVar("T")
WELL_KNOWN = "/.well-known/openid-configuration"
KNOWN_FOR_S = 300.0
MOST_AT_ONCE = 8
LARGEST_KEYS = 128 * 1024
LONGEST_CODE = 4000
AGENT = "leftopen console"
MAX_AGE = timedelta(hours=12)
"""A user who signed in at the issuer earlier than that is asked to sign in there again."""
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,4000}=*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRegistration:
    """Our registration at the issuer. Without a secret, PKCE alone proves that the request was ours."""

    issuer: str
    id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """One authorization request: values that only the browser that began it can return. `begun`: when;
    `again`: the user must sign in at the issuer anew, whether or not they are signed in there."""

    redirect: str
    state: str
    nonce: str
    verifier: str
    begun: datetime
    again: bool = False

    @property
    def max_age(self) -> timedelta:
        return timedelta() if self.again else MAX_AGE


class DiscoveryDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the discovery document that we use."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: list[str] = []


class _Given(msgspec.Struct, frozen=True, kw_only=True):
    id_token: str
    access_token: str = ""


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    sub: str
    email: str = ""
    email_verified: bool = False


@dataclass(slots=True, kw_only=True)
class OidcClient:
    """Caches the discovery document for five minutes and requests the keys each time."""

    client: ClientRegistration
    monotonic: Callable[[], float]
    _places: DiscoveryDocument | None = None
    _known: float = 0.0
    _under_way: int = 0

    async def address(self, way: AuthorizationRequest) -> str:
        """The address for the redirect. Raises ConnectionError and BadRequest."""
        with self._one_more():
            places = await self._discovered()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(way.verifier.encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": way.redirect,
            "scope": "openid email",
            "state": way.state,
            "nonce": way.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            "max_age": str(int(way.max_age.total_seconds())),
        }
        if way.again:
            query["prompt"] = "login"
        return _with_query(places.authorization_endpoint, query)

    async def end_address(self, back: str) -> str:
        """The address that ends the user's session at the issuer and leads `back` (OpenID Connect
        RP-Initiated Logout 1.0); '' where the issuer has none. Raises ConnectionError and BadRequest."""
        with self._one_more():
            places = await self._discovered()
        if not places.end_session_endpoint:
            return ""
        query = {"client_id": self.client.id, "post_logout_redirect_uri": back}
        return _with_query(places.end_session_endpoint, query)

    async def person(self, workspace: Workspace, way: AuthorizationRequest, code: str) -> IdTokenClaims:
        """The claims of the user for an authorization code. Raises ConnectionError, and BadRequest with one
        word for the failure."""
        if not 0 < len(code) <= LONGEST_CODE:
            raise BadRequest("code")
        with self._one_more():
            return await self._person(workspace, way, code)

    async def _person(self, workspace: Workspace, way: AuthorizationRequest, code: str) -> IdTokenClaims:
        places = await self._discovered()
        given = _decoded(await _ask(self._exchange(places, way, code), "token"), _Given, "token")
        keys = await _ask(OutboundRequest(url=places.jwks_uri, agent=AGENT), "keys", LARGEST_KEYS)
        expected = ExpectedClaims(
            issuer=self.client.issuer, client=self.client.id, nonce=way.nonce,
            since=way.begun - way.max_age, stated=way.again,
        )  # fmt: skip
        found = id_token.read_claims(given.id_token, keys.body, expected, workspace.clock())
        return found if found.mail else await self._with_mail(places, found, given.access_token)

    async def _with_mail(
        self, places: DiscoveryDocument, person: IdTokenClaims, access: str
    ) -> IdTokenClaims:
        """Adds the mail address from the UserInfo endpoint, where some issuers give it only there (section
        5.4)."""
        if not places.userinfo_endpoint or not _BEARER.fullmatch(access):
            return person
        headers = (("Authorization", f"Bearer {access}"),)
        question = OutboundRequest(url=places.userinfo_endpoint, agent=AGENT, headers=headers)
        claims = _decoded(await _ask(question, "userinfo"), _Told, "userinfo")
        if claims.sub != person.subject:
            raise BadRequest("userinfo")
        return replace(person, mail=claims.email if claims.email_verified else "")

    def _exchange(self, places: DiscoveryDocument, way: AuthorizationRequest, code: str) -> OutboundRequest:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": way.redirect,
            "code_verifier": way.verifier,
        }
        methods = places.token_endpoint_auth_methods_supported
        headers: tuple[tuple[str, str], ...] = ()
        if not self.client.secret:
            form["client_id"] = self.client.id
        elif methods and "client_secret_basic" not in methods:
            form |= {"client_id": self.client.id, "client_secret": self.client.secret}
        else:
            headers = (("Authorization", _basic(self.client)),)
        return OutboundRequest(
            url=places.token_endpoint, agent=AGENT, headers=headers, body=urlencode(form).encode()
        )

    async def _discovered(self) -> DiscoveryDocument:
        if self._places is not None and self.monotonic() - self._known < KNOWN_FOR_S:
            return self._places
        question = OutboundRequest(url=self.client.issuer.rstrip("/") + WELL_KNOWN, agent=AGENT)
        places = _decoded(await _ask(question, "discovery"), DiscoveryDocument, "discovery")
        if places.issuer != self.client.issuer:
            raise BadRequest("discovery")
        self._checked(places)
        self._places, self._known = places, self.monotonic()
        return places

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        """Limits concurrent requests: a slow issuer delays only the users who sign in through it."""
        if self._under_way >= MOST_AT_ONCE:
            raise ConnectionError("too many at once")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def _checked(self, places: DiscoveryDocument) -> None:
        """An issuer elsewhere may not name unencrypted ports of this machine."""
        secure = self.client.issuer.startswith("https:")
        optional = [url for url in (places.userinfo_endpoint, places.end_session_endpoint) if url]
        for url in (places.authorization_endpoint, places.token_endpoint, places.jwks_uri, *optional):
            try:
                parts = outbound_http.validate_url(url)
            except ValueError:
                raise BadRequest("discovery") from None
            if secure and parts.scheme != "https":
                raise BadRequest("discovery")


def of(settings: Settings, monotonic: Callable[[], float]) -> OidcClient | None:
    """The client; None without the setting. Raises BadSetting."""
    if not settings.oidc_issuer:
        return None
    try:
        if outbound_http.validate_url(settings.oidc_issuer).query:
            raise ValueError(f"{settings.oidc_issuer!r} must not have a query")
    except ValueError as error:
        raise BadSetting(f"oidc_issuer: {error}") from None
    if not settings.oidc_client_id:
        raise BadSetting("oidc_issuer needs oidc_client_id: the OpenID Connect client ID of this console")
    secret = _secret(settings.oidc_client_secret_file)
    client = ClientRegistration(issuer=settings.oidc_issuer, id=settings.oidc_client_id, secret=secret)
    return OidcClient(client=client, monotonic=monotonic)


async def _ask(question: OutboundRequest, what: str, largest: int = outbound_http.LARGEST) -> Reply:
    """A successful response; a redirect is a failure."""
    reply = await outbound_http.ask(question, largest=largest)
    if reply.status != 200:
        raise BadRequest(what)
    return reply


def _decoded(reply: Reply, kind: type[T], what: str) -> T:
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise BadRequest(what) from None


def _with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _basic(client: ClientRegistration) -> str:
    """Both values are form-encoded first (RFC 6749, section 2.3.1)."""
    pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _secret(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise BadSetting(f"cannot read oidc_client_secret_file {file}: {why}") from None
