"""One row per setting: name, type, default, help.

A value comes from the command line, else the environment (`LEFTOPEN_NAME`), else `settings.toml` in the
configuration folder, else the default. Secrets are never settings: a setting names the file that holds one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from leftopen.errors import BadSetting
from leftopen.model.nearest import nearest_of
from leftopen.model.vantage import Place

PREFIX = "LEFTOPEN_"
FOLDERS = ("data", "config")
"""What the environment names besides settings."""
HELP: dict[str, str] = {
    "contact": "who answers for this scanner: a mail address or page; sent in the User-Agent",
    "vantage": "from where this scanner looks: internet, inside or loopback",
    "vantage_name": "this scanner's position in one word; two names are two vantages",
    "rate": "sweep probes per second, in all",
    "address_rate": "sweep probes per second to one address",
    "workers": "services talked to at the same time",
    "connect_timeout": "seconds until a connect attempt counts as silent",
    "banner_wait": "seconds to wait for a service that speaks first",
    "deadline": "seconds that one conversation may take, whatever the other side does",
    "control": "HOST:PORT of your own that always answers: the positive control of proofs of closure",
    "engine_url": "a ClickHouse server (26.9 or newer) instead of our own engine (http://…); one writes",
    "engine_memory_mb": "memory cap of the embedded engine, in MiB",
    "history_months": "months for which replaced observations are kept, 0 for ever",
    "upload_mb": "the largest file that the console takes for an import, in MB; 0: none",
    "mail_from": "the sender of notices",
    "smtp_host": "the mail server that takes notices; without one they are only written to files",
    "smtp_port": "its port",
    "smtp_security": "none, starttls or tls",
    "smtp_user": "the user name at the mail server, where it wants one",
    "smtp_password_file": "the file that holds its password",
    "oidc_issuer": "the OpenID Connect issuer whose word signs invited people in to the console (https://…)",
    "oidc_client_id": "the name of this console at the issuer",
    "oidc_client_secret_file": "the file that holds its secret there; without one, PKCE alone",
    "notify": "where notices go when nobody else is named, such as mailto:soc@example.org",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Checked values; `HELP` has the words for each."""

    contact: str = ""
    vantage: str = Place.INSIDE
    vantage_name: str = "here"
    rate: int = 1000
    address_rate: int = 100
    workers: int = 200
    connect_timeout: float = 3.0
    banner_wait: float = 0.4
    deadline: float = 10.0
    control: str = ""
    engine_url: str = ""
    engine_memory_mb: int = 2048
    history_months: int = 0
    upload_mb: int = 2000
    mail_from: str = "leftopen@localhost"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    notify: str = ""

    def __post_init__(self) -> None:
        _one_of("vantage", self.vantage, tuple(Place))
        _one_of("smtp_security", self.smtp_security, ("none", "starttls", "tls"))
        if not (self.contact.isascii() and self.contact.isprintable()):
            raise BadSetting(f"contact is {self.contact!r}; a User-Agent holds plain ASCII only")
        for name, low, high in _BOUNDS:
            if not low <= getattr(self, name) <= high:
                raise BadSetting(f"{name} is {getattr(self, name)}; it must be between {low} and {high}")


_BOUNDS: tuple[tuple[str, float, float], ...] = (
    ("rate", 1, 1_000_000),
    ("address_rate", 1, 100_000),
    ("workers", 1, 5_000),
    ("upload_mb", 0, 1_000_000),
    ("connect_timeout", 0.05, 60),
    ("banner_wait", 0.01, 30),
    ("deadline", 0.5, 300),
    ("engine_memory_mb", 512, 1_048_576),
    ("history_months", 0, 1200),
    ("smtp_port", 1, 65_535),
)


def load(flags: Mapping[str, object], environ: Mapping[str, str], toml: str) -> Settings:
    """Raises BadSetting in one clear line: an unknown name in the file, a value of the wrong type. One in the
    environment may be another program's: `slips` says which look like ours."""
    try:
        from_file: dict[str, Any] = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"settings.toml can't be read: {error}") from None
    unknown = sorted(set(from_file) - set(HELP))
    if unknown:
        near = nearest_of(unknown[0], HELP)
        hint = f"did you mean {near}?" if near else f"known are {', '.join(HELP)}"
        raise BadSetting(f"settings.toml has an unknown setting {unknown[0]!r}; {hint}")
    from_environ = {name: environ[_variable(name)] for name in HELP if _variable(name) in environ}
    given = {
        **from_file,
        **from_environ,
        **{name: value for name, value in flags.items() if value is not None},
    }
    types = get_type_hints(Settings)
    return Settings(**{name: _typed(name, types[name], value) for name, value in given.items()})


def slips(environ: Mapping[str, str]) -> list[str]:
    """What to say of variables that set nothing and look like one that would."""
    ours = [*HELP, *FOLDERS]
    known = set(map(_variable, ours))
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    found = ((name, nearest_of(name.removeprefix(PREFIX), ours)) for name in unknown)
    return [f"{name} sets nothing; did you mean {_variable(near)}?" for name, near in found if near]


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def defaults() -> dict[str, object]:
    """Every setting's name and default, in order, for the generated documentation."""
    return {
        row.name: str(row.default) if isinstance(row.default, str) else row.default
        for row in fields(Settings)
    }


def _typed(name: str, kind: type[Any], value: object) -> Any:
    try:
        if kind is str:
            return str(value)
        return kind(str(value))
    except ValueError:
        word = "a whole number" if kind is int else "a number"
        raise BadSetting(f"{name} is {value!r}; it must be {word}") from None


def _one_of(name: str, value: str, words: tuple[str, ...]) -> None:
    if value not in words:
        raise BadSetting(f"{name} is {value!r}; it must be one of {', '.join(words)}")
