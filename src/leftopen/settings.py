"""One field per setting: its type, default, help and bounds.

A value comes from the command line, else the environment (`LEFTOPEN_NAME`), else `settings.toml` in the
configuration folder, else the default. Secrets are never settings: a setting names the file that holds one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import inf
from typing import Any, get_type_hints

from leftopen.errors import BadSetting
from leftopen.model.vantage import Place
from leftopen.present.suggest import closest

PREFIX = "LEFTOPEN_"
FOLDERS = ("data", "config")
"""What the environment names besides settings."""


def _setting(
    default: Any, help: str, *, least: float = -inf, most: float = inf, one_of: Sequence[str] = ()
) -> Any:
    """One setting: its default, what it does in a few words, and which values it may have."""
    return field(
        default=default, metadata={"help": help, "least": least, "most": most, "one_of": tuple(one_of)}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Checked values. A new setting is one field here, and no more."""

    contact: str = _setting(
        "", "operator of this scanner: a mail address or web page; sent in the User-Agent"
    )
    vantage: str = _setting(
        Place.INSIDE, "vantage of this scanner: internet, inside or loopback", one_of=tuple(Place)
    )
    vantage_name: str = _setting(
        "here", "name of this vantage, in one word; use a different name for each vantage"
    )
    rate: int = _setting(1000, "maximum sweep probes per second, in total", least=1, most=1_000_000)
    address_rate: int = _setting(100, "maximum sweep probes per second to one address", least=1, most=100_000)
    workers: int = _setting(200, "maximum number of services contacted at the same time", least=1, most=5_000)
    scan_processes: int = _setting(
        0,
        "processes that identify and check services in a large scan (0: one for each processor core, at most "
        "8; 1: the scan's own process alone)",
        least=0,
        most=64,
    )
    connect_timeout: float = _setting(3.0, "connect timeout in seconds", least=0.05, most=60)
    banner_wait: float = _setting(
        0.4, "seconds to wait for a banner before leftopen sends a probe", least=0.01, most=30
    )
    deadline: float = _setting(
        10.0, "maximum seconds for one conversation with a service", least=0.5, most=300
    )
    control: str = _setting(
        "", "ADDRESS:PORT of your own server that always responds: the positive control for closures"
    )
    engine_url: str = _setting(
        "",
        "URL of a ClickHouse server (26.9 or newer) to use instead of the embedded engine; one writer only",
    )
    engine_memory_mb: int = _setting(
        2048, "memory limit of the embedded engine, in MiB", least=512, most=1_048_576
    )
    history_months: int = _setting(0, "months to keep past observations (0: forever)", least=0, most=1200)
    upload_mb: int = _setting(
        2000,
        "largest file that users can upload in the console, in MB (0: no uploads)",
        least=0,
        most=1_000_000,
    )
    mail_from: str = _setting("", "sender address of notices; without it and `contact`, no notice is written")
    smtp_host: str = _setting("", "mail server for notices; if empty, notices are only written to files")
    smtp_port: int = _setting(25, "port of the mail server", least=1, most=65_535)
    smtp_security: str = _setting(
        "starttls",
        "encryption of the mail connection: none, starttls or tls",
        one_of=("none", "starttls", "tls"),
    )
    smtp_user: str = _setting("", "user name for the mail server, if it requires one")
    smtp_password_file: str = _setting("", "file with the password for the mail server")
    public_url: str = _setting(
        "",
        "URL by which browsers open the console behind a proxy (https://…): passkeys, sign-in by an issuer "
        "and links use it",
    )
    oidc_issuer: str = _setting("", "URL of the OpenID Connect issuer for sign-in to the console (https://…)")
    oidc_client_id: str = _setting("", "OpenID Connect client ID of this console")
    oidc_client_secret_file: str = _setting(
        "", "file with the OpenID Connect client secret; if empty, PKCE only"
    )
    nmap_probes: str = _setting(
        "auto",
        "nmap-service-probes: a file by which services are named that leftopen's own rules do not name; "
        "auto: nmap's, where nmap is installed; empty: none",
    )
    recog: str = _setting("", "folder of fingerprints in Recog's XML format, to name services")
    wappalyzer: str = _setting(
        "", "folder of technologies in Wappalyzer's JSON format, to name the components of web pages"
    )
    notify: str = _setting("", "default recipient of notices (example: mailto:soc@example.org)")

    def __post_init__(self) -> None:
        for row in fields(self):
            _check(row.name, getattr(self, row.name), row.metadata)
        if not (self.contact.isascii() and self.contact.isprintable()):
            raise BadSetting(f"contact is {self.contact!r}; use printable ASCII characters only")


def _check(name: str, value: Any, rule: Mapping[str, Any]) -> None:
    if rule["one_of"] and value not in rule["one_of"]:
        raise BadSetting(f"{name} is {value!r}; must be one of {', '.join(rule['one_of'])}")
    if not isinstance(value, str) and not rule["least"] <= value <= rule["most"]:
        raise BadSetting(f"{name} is {value}; must be between {rule['least']} and {rule['most']}")


HELP: Mapping[str, str] = {row.name: row.metadata["help"] for row in fields(Settings)}
"""What each setting does."""


def load(flags: Mapping[str, object], environ: Mapping[str, str], toml: str) -> Settings:
    """Raises BadSetting in one clear line: an unknown name in the file, a value of the wrong type. One in the
    environment may be another program's: `slips` says which look like ours."""
    try:
        from_file: dict[str, Any] = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"cannot read settings.toml: {error}") from None
    unknown = sorted(set(from_file) - set(HELP))
    if unknown:
        near = closest(unknown[0], HELP)
        hint = f"did you mean {near}?" if near else f"known settings: {', '.join(HELP)}"
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
    found = ((name, closest(name.removeprefix(PREFIX), ours)) for name in unknown)
    return [f"{name} is not a setting; did you mean {_variable(near)}?" for name, near in found if near]


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
        raise BadSetting(f"{name} is {value!r}; must be {word}") from None
