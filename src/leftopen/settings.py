"""One field per setting: its type, default, help and bounds, and whether a page may change it.

A value comes from the command line, else the environment (`LEFTOPEN_NAME`), else `settings.toml` in the
configuration folder, else the default. Secrets are never settings: a setting names the file that holds one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from leftopen.errors import BadSetting
from leftopen.model.setting import Source, at_once, at_restart, check_value, setting
from leftopen.model.vantage import Place
from leftopen.present.suggest import closest

PREFIX = "LEFTOPEN_"
FOLDERS = ("data", "config")
"""What the environment names besides settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Checked values. A new setting is one field here, and no more."""

    contact: str = at_once("", "operator of this scanner: a mail address or web page; sent in the User-Agent")
    vantage: str = setting(
        Place.INSIDE, "vantage of this scanner: internet, inside or loopback", one_of=tuple(Place)
    )
    vantage_name: str = setting(
        "here", "name of this vantage, in one word; use a different name for each vantage"
    )
    rate: int = at_once(1000, "maximum sweep probes per second, in total", least=1, most=1_000_000)
    address_rate: int = at_once(100, "maximum sweep probes per second to one address", least=1, most=100_000)
    workers: int = at_once(200, "maximum number of services contacted at the same time", least=1, most=5_000)
    scan_processes: int = at_once(
        0,
        "processes that identify and check services in a large scan (0: one for each processor core, at most "
        "8; 1: the scan's own process alone)",
        least=0, most=64)  # fmt: skip
    connect_timeout: float = at_once(3.0, "connect timeout in seconds", least=0.05, most=60)
    banner_wait: float = at_once(
        0.4, "seconds to wait for a banner before leftopen sends a probe", least=0.01, most=30
    )
    deadline: float = at_once(
        10.0, "maximum seconds for one conversation with a service", least=0.5, most=300
    )
    names_per_service: int = at_once(
        32, "maximum number of names for which one web service is asked, the most promising first",
        least=0, most=10_000)  # fmt: skip
    resolve_names: str = at_once(
        "yes",
        "yes: ask this machine's name servers for the reverse records of the addresses that are scanned, and "
        "for the address of a name just before it is asked; no: names of lists and certificates only",
        one_of=("yes", "no"),
    )
    control: str = at_once(
        "", "ADDRESS:PORT of your own server that always responds: the positive control for closures"
    )
    engine_url: str = setting(
        "",
        "URL of a ClickHouse server (26.9 or newer) to use instead of the embedded engine; one writer only",
    )
    engine_memory_mb: int = at_restart(
        2048, "memory limit of the embedded engine, in MiB", least=512, most=1_048_576
    )
    history_months: int = at_once(0, "months to keep past observations (0: forever)", least=0, most=1200)
    jobs_days: int = at_once(90, "days to keep jobs that ended (0: forever)", least=0, most=36_500)
    changes_days: int = at_once(90, "days to keep what monitors found (0: forever)", least=0, most=36_500)
    scans_days: int = at_once(90, "days to keep records of ended scans (0: forever)", least=0, most=36_500)
    evidence_days: int = at_once(
        730, "days to keep evidence and excerpts after a case was closed (0: forever)", least=0, most=36_500
    )
    notices_days: int = at_once(
        730, "days to keep the files of notices of closed cases (0: forever)", least=0, most=36_500
    )
    rejected_days: int = at_once(
        0, "days to keep rejected lines of imports (0: forever)", least=0, most=36_500
    )
    audit_days: int = at_once(0, "days before audit entries move to files (0: never)", least=0, most=36_500)
    disk_reserve_mb: int = at_once(
        500,
        "disk space that stays free, in MB: with less, no scan or import begins or goes on (0: no check)",
        least=0, most=100_000_000)  # fmt: skip
    upload_mb: int = at_once(
        2000, "largest file that users can upload in the console, in MB (0: no uploads)",
        least=0, most=1_000_000)  # fmt: skip
    due_critical: int = at_once(
        1, "days until a critical case is due, from when it was found (0: never)", least=0, most=3650
    )
    due_high: int = at_once(
        14, "days until a case of high severity is due (0: never; CISA's BOD 23-02 gives 14)",
        least=0, most=3650)  # fmt: skip
    due_medium: int = at_once(
        30, "days until a case of medium severity is due (0: never)", least=0, most=3650
    )
    due_low: int = at_once(90, "days until a case of low severity is due (0: never)", least=0, most=3650)
    mail_from: str = at_once("", "sender address of notices; without it and `contact`, no notice is written")
    smtp_host: str = at_once("", "mail server for notices; if empty, notices are only written to files")
    smtp_port: int = at_once(25, "port of the mail server", least=1, most=65_535)
    smtp_security: str = at_once(
        "starttls", "encryption of the mail connection: none, starttls or tls",
        one_of=("none", "starttls", "tls"))  # fmt: skip
    smtp_user: str = at_once("", "user name for the mail server, if it requires one")
    smtp_password_file: str = setting("", "file with the password for the mail server")
    public_url: str = at_restart(
        "",
        "URL by which browsers open the console behind a proxy (https://…): passkeys, sign-in by an issuer "
        "and links use it",
    )
    hsts_subdomains: str = setting(
        "off",
        "on: browsers must use https for every host below the console's as well; only where the whole domain "
        "is yours",
        one_of=("off", "on"),
    )
    owner_links: str = setting(
        "off", "on: notices contain a link to `public_url`; the owner answers there without an account",
        one_of=("off", "on"))  # fmt: skip
    language: str = at_once("en", "language of papers without an organisation: en or fr", one_of=("en", "fr"))
    log_format: str = setting(
        "text", "what serve, worker and watch run write to standard error: text, or json (one object a line)",
        one_of=("text", "json"),
    )  # fmt: skip
    metrics: str = setting(
        "key",
        "who may read /metrics: key (an API key made with --metrics), or loopback (also every program on "
        "this machine, without a key)",
        one_of=("key", "loopback"),
    )
    backup_expected_days: int = at_once(
        0, "maximum age of the newest backup, in days, for `leftopen doctor` (0: no check)",
        least=0, most=3650,
    )  # fmt: skip
    heartbeat_url: str = at_once(
        "", "your own URL that leftopen requests while everything works (https://…); the monitoring there "
            "can report that leftopen has stopped",
    )  # fmt: skip
    heartbeat_minutes: int = at_once(5, "minutes between two requests to `heartbeat_url`", least=1, most=1440)
    heartbeat_mail: str = at_once(
        "", "mail address that receives one mail a day while everything works (example: soc@example.org)"
    )
    oidc_issuer: str = setting("", "URL of the OpenID Connect issuer for sign-in to the console (https://…)")
    oidc_client_id: str = setting("", "OpenID Connect client ID of this console")
    oidc_client_secret_file: str = setting(
        "", "file with the OpenID Connect client secret; if empty, PKCE only"
    )
    nmap_probes: str = setting(
        "auto",
        "nmap-service-probes: a file with further rules to identify services; auto: the file of nmap, if "
        "installed; empty: none",
    )
    checks_dir: str = setting("", "folder of checks of your own, one TOML file each")
    recog: str = setting("", "folder of fingerprints in Recog's XML format, to name services")
    wappalyzer: str = setting(
        "", "folder of technologies in Wappalyzer's JSON format, to name the components of web pages"
    )
    uncaged: str = setting(
        "no",
        "yes: read documents without a cage; a hostile document may access everything that leftopen can",
        one_of=("no", "yes"),
    )
    tsa_url: str = at_once(
        "", "URL of a time-stamp authority (RFC 3161) for proofs and the event chain (https://…)"
    )
    tsa_certificate: str = setting("", "PEM file with the root certificate of the time-stamp authority")
    notify: str = at_once("", "default recipient of notices (example: mailto:soc@example.org)")
    bounces_url: str = setting(
        "", "mailbox folder that receives bounced mails (imaps://imap.example.org/INBOX); their notices "
            "count as not delivered",
    )  # fmt: skip
    bounces_user: str = setting("", "user name for the mailbox of `bounces_url`")
    bounces_password_file: str = setting("", "file with the password for the mailbox of `bounces_url`")
    notify_private: str = setting(
        "no", "yes: webhooks and syslog may go to loopback, private and link-local addresses",
        one_of=("no", "yes"),
    )  # fmt: skip
    recipients: str = at_once(
        "",
        "URLs of webhooks and syslog servers that messages may go to, besides `notify` and the contacts of "
        "scope records, separated by spaces",
    )
    webhook_secret_file: str = setting(
        "", "file with the secret that signs webhooks (any text, or whsec_ and base64); if empty, unsigned"
    )
    webhook_tokens_file: str = setting(
        "", "file with one line for each server of webhooks: HOST and the value of its Authorization header"
    )
    apprise_file: str = setting("", "file with one line for each service of Apprise: NAME and its URL")
    apprise_schemes: str = setting(
        "", "schemes of Apprise's URLs that may be used, separated by spaces (example: slack msteams)"
    )
    quiet_hours: str = at_once(
        "",
        "hours in which only urgent messages are sent (example: 22:00-07:00 Europe/Berlin; UTC if no zone "
        "is named)",
    )
    blackout: str = at_once(
        "",
        "hours without monitor runs and automatic checks of cases (example: Mon-Fri 08:00-18:00 "
        "Europe/Berlin; UTC if no zone is named)",
    )
    digest_minutes: int = at_once(
        10,
        "minutes that a notice waits to be combined with others to the same recipient; critical and manual "
        "notices do not wait",
        least=0, most=10_080,
    )  # fmt: skip
    messages_per_day: int = at_once(
        1000, "maximum number of messages sent in 24 hours (0: no limit)", least=0, most=1_000_000
    )

    def __post_init__(self) -> None:
        for row in fields(self):
            check_value(row.name, getattr(self, row.name), row.metadata)
        if not (self.contact.isascii() and self.contact.isprintable()):
            raise BadSetting(f"contact is {self.contact!r}; use printable ASCII characters only")


HELP: Mapping[str, str] = {row.name: row.metadata["help"] for row in fields(Settings)}
"""What each setting does."""
RULES: Mapping[str, Mapping[str, Any]] = {row.name: row.metadata for row in fields(Settings)}
"""Its bounds (`least`, `most`, `one_of`), and how it changes (`change`)."""


def load(flags: Mapping[str, object], environ: Mapping[str, str], toml: str) -> Settings:
    """Raises BadSetting in one clear line: an unknown name in the file, a value of the wrong type. One in the
    environment may be another program's: `slips` says which look like ours."""
    from_environ = {name: environ[variable(name)] for name in HELP if variable(name) in environ}
    given = {**_from_file(toml), **from_environ, **_given(flags)}
    return Settings(**{name: parse(name, value) for name, value in given.items()})


def sources(flags: Mapping[str, object], environ: Mapping[str, str], toml: str) -> dict[str, Source]:
    """Where each value that `load` gives comes from. Raises BadSetting."""
    from_file, given = _from_file(toml), _given(flags)

    def source(name: str) -> Source:
        if name in given:
            return Source.COMMAND_LINE
        if variable(name) in environ:
            return Source.ENVIRONMENT
        return Source.FILE if name in from_file else Source.DEFAULT

    return {name: source(name) for name in HELP}


def _from_file(toml: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"cannot read settings.toml: {error}") from None
    unknown = sorted(set(found) - set(HELP))
    if unknown:
        near = closest(unknown[0], HELP)
        hint = f"did you mean {near}?" if near else f"known settings: {', '.join(HELP)}"
        raise BadSetting(f"settings.toml has an unknown setting {unknown[0]!r}; {hint}")
    return found


def _given(flags: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in flags.items() if value is not None}


def slips(environ: Mapping[str, str]) -> list[str]:
    """What to say of variables that set nothing and look like one that would."""
    ours = [*HELP, *FOLDERS]
    known = set(map(variable, ours))
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    found = ((name, closest(name.removeprefix(PREFIX), ours)) for name in unknown)
    return [f"{name} is not a setting; did you mean {variable(near)}?" for name, near in found if near]


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def defaults() -> dict[str, object]:
    """Every setting's name and default, in order, for the generated documentation."""
    return {
        row.name: str(row.default) if isinstance(row.default, str) else row.default
        for row in fields(Settings)
    }


def parse(name: str, value: object) -> Any:
    """The value in the type of the setting. Raises BadSetting."""
    kind = get_type_hints(Settings)[name]
    try:
        if isinstance(value, list | dict):
            raise BadSetting(f"{name} is {value!r}; must be one text, several values with spaces between")
        if kind is str:
            return str(value)
        return kind(str(value))
    except ValueError:
        word = "a whole number" if kind is int else "a number"
        raise BadSetting(f"{name} is {value!r}; must be {word}") from None
