"""The open data folder with its settings, keys and clock: the context of every use case."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import platformdirs

from leftopen import __version__, catalogue
from leftopen import settings as settings_file
from leftopen.contents import Contents
from leftopen.errors import BadSetting, LeftopenError, StoreFailed
from leftopen.model.address import Address
from leftopen.model.setting import Change
from leftopen.model.vantage import Place, Vantage
from leftopen.net.resolve import Resolver, ReverseResolver, resolve, reverse
from leftopen.scope.classes import is_loopback
from leftopen.service.workspace import chain_seal, keys
from leftopen.service.workspace.chain_seal import FileSeal
from leftopen.service.workspace.os_user import os_user
from leftopen.settings import RULES, Settings
from leftopen.store import Store, permissions
from leftopen.store.format import WHAT, is_data_folder
from leftopen.store.records.entities.cases.signed_heads import Heads

SETTINGS_FILE = "settings.toml"


@dataclass(slots=True, kw_only=True)
class LiveSettings:
    """The settings that a running program uses. `now` is replaced when the settings page changes some of it;
    each use case reads it when it begins. `flags` of the command line and `environ` take precedence over the
    file."""

    now: Settings
    flags: Mapping[str, object] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)

    def take(self, changed: Settings) -> None:
        """Uses all that counts at once; the rest needs a restart."""
        names = [name for name, rule in RULES.items() if rule["change"] is Change.AT_ONCE]
        self.now = replace(self.now, **{name: getattr(changed, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """`clock` gives UTC, `monotonic` seconds. `contents` gives the detectors and readers with this data
    folder's digest key, built once at the first call. `counts`: the figures of an assessment are counted in
    this process. `resolver` and `reverse` ask this machine's name servers. Close it by leaving
    `open_workspace`."""

    data: Path
    config: Path
    live: LiveSettings
    store: Store
    clock: Callable[[], datetime]
    seal: FileSeal
    contents: Callable[[], Contents]
    monotonic: Callable[[], float] = time.monotonic
    counts: bool = True
    resolver: Resolver = resolve
    reverse: ReverseResolver = reverse

    @property
    def settings(self) -> Settings:
        """As they are now. A use case that needs the same value throughout keeps it."""
        return self.live.now

    @property
    def agent(self) -> str:
        """The honest User-Agent: name, version and contact."""
        contact = self.settings.contact or "contact not set"
        return f"leftopen/{__version__} ({contact})"

    def vantage(self, address: Address) -> Vantage:
        """The vantage of scans."""
        return vantage_of(self.settings, address)


def vantage_of(settings: Settings, address: Address) -> Vantage:
    """The vantage from which this scanner sees an address. The machine's own addresses are always seen from
    loopback, whatever the setting says."""
    place = Place.LOOPBACK if is_loopback(address) else Place(settings.vantage)
    return Vantage(place=place, name=settings.vantage_name)


def _contents(config: Path, data: Path, *, uncaged: bool) -> Contents:
    key = keys.digest_key(config, data)
    return Contents.build(catalogue.detectors(), catalogue.readers(), key, uncaged=uncaged)


def _once_only(build: Callable[[], Contents]) -> Callable[[], Contents]:
    """Concurrent first callers wait for the one that builds it, which takes seconds."""
    guard, built = threading.Lock(), cache(build)

    def contents() -> Contents:
        with guard:
            return built()

    return contents


def utc_now() -> datetime:
    return datetime.now(UTC)


def data_folder(flag: Path | None, environ: Mapping[str, str]) -> Path:
    """--data, else LEFTOPEN_DATA, else the XDG data folder."""
    named = flag or (Path(environ["LEFTOPEN_DATA"]) if environ.get("LEFTOPEN_DATA") else None)
    return (named or platformdirs.user_data_path("leftopen")).absolute()


def folder_there(flag: Path | None, environ: Mapping[str, str], otherwise: str) -> Path:
    """The data folder, if it exists. A misspelt path or a folder of another kind would read as if nothing
    were open. Raises LeftopenError, with the advice `otherwise` where there is none."""
    folder = data_folder(flag, environ)
    try:
        if is_data_folder(folder):
            return folder
        other = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise StoreFailed(f"cannot read the data folder {folder}: {error.strerror}") from None
    if other:
        raise LeftopenError(f"{folder} is not a leftopen data folder: it contains other files")
    raise LeftopenError(f"data folder {folder} does not exist{otherwise}")


def config_folder(environ: Mapping[str, str]) -> Path:
    """LEFTOPEN_CONFIG, else the XDG configuration folder: settings.toml and keys/."""
    named = environ.get("LEFTOPEN_CONFIG")
    return (Path(named) if named else platformdirs.user_config_path("leftopen")).absolute()


def read_settings(config: Path, flags: Mapping[str, object], environ: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises BadSetting in one clear line."""
    return settings_file.load(flags, environ, read_toml(config))


def read_toml(config: Path) -> str:
    """The text of settings.toml, '' where there is none. Raises BadSetting."""
    file = config / SETTINGS_FILE
    try:
        return file.read_bytes().decode("utf-8") if file.exists() else ""
    except PermissionError as error:
        raise BadSetting(
            f"cannot read {file}: {error.strerror}; make it readable for the user {os_user()}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"cannot read {file}: {error}") from None


def take_own_checks(settings: Settings) -> None:
    """Each process does so once. Raises BadSetting."""
    try:
        catalogue.own_checks(Path(settings.checks_dir) if settings.checks_dir else None)
    except (OSError, ValueError) as error:
        raise BadSetting(f"checks_dir: {error}") from None


def check_config(config: Path) -> None:
    """Raises UnsafeFolder where other users could write to the keys or settings."""
    permissions.check("the configuration folder", config, within=False)
    permissions.check("the settings file", config / SETTINGS_FILE)
    permissions.check("the key folder", config / "keys")


@contextmanager
def open_workspace(
    data: Path | None,
    flags: Mapping[str, object],
    *,
    environ: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = utc_now,
    reading: bool = False,
) -> Iterator[Workspace]:
    """Opens the data folder, creating a new one (mode 0700). `reading`: for a look at it, which changes no
    folder of an older version; it may be on a disk that can't be written. Raises LeftopenError, UnsafeFolder
    where other users could write to it, or to the keys or settings."""
    folder, config = data_folder(data, environ), config_folder(environ)
    check_config(config)
    permissions.check(WHAT, folder)
    settings = read_settings(config, flags, environ)
    take_own_checks(settings)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFailed(f"cannot create the data folder {folder}: {error.strerror}") from None
    memory = settings.engine_memory_mb * 1024 * 1024
    seal = FileSeal(config=config, data=folder, clock=clock)
    store = Store.open(
        folder, engine_url=settings.engine_url, engine_memory=memory, seal=seal, reading=reading
    )
    try:
        # If no key can be made, the folder can still be read; `doctor` and proofs report it.
        with suppress(BadSetting):
            if not store.records.database.refusal:
                chain_seal.begin(store.records, seal)
        yield Workspace(
            data=folder,
            config=config,
            live=LiveSettings(now=settings, flags=flags, environ=environ),
            store=store,
            clock=clock,
            seal=seal,
            contents=_once_only(partial(_contents, config, folder, uncaged=settings.uncaged == "yes")),
        )
    finally:
        try:
            seal.flush(Heads(store.records).hash_at)
        finally:
            store.close()
