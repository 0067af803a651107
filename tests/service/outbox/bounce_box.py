"""A real Dovecot on loopback with a mailbox for mails that come back."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from tests.net.authority import Authority
from tests.servers.need import program

USER, PASSWORD = "bounces", "made-up-for-a-test"
_NUMBERS = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceBox:
    """`mail` is the Maildir."""

    port: int
    mail: Path

    @property
    def url(self) -> str:
        return f"imaps://{LOOPBACK}:{self.port}/INBOX"

    def deliver(self, raw: bytes, at: datetime | None = None) -> None:
        """As a mail server puts a mail into a Maildir: first whole in `tmp`, then in `new`. `at` is its date
        of arrival, None: now."""
        name = f"{next(_NUMBERS):06}.test"
        file = self.mail / "tmp" / name
        file.write_bytes(raw.replace(b"\r\n", b"\n"))
        shutil.chown(file, "nobody", "nogroup")
        if at is not None:
            os.utime(file, (at.timestamp(), at.timestamp()))
        file.rename(self.mail / "new" / name)

    def flags(self) -> list[str]:
        """Of every mail, in the order of delivery."""
        files = sorted((*self.mail.glob("new/*"), *self.mail.glob("cur/*")), key=lambda one: one.name)
        return [file.name.partition(":2,")[2] for file in files]

    def make_anew(self) -> None:
        """The next reader finds another UIDVALIDITY, and every mail looks new."""
        for file in (*self.mail.glob("dovecot*"), *self.mail.glob(".dovecot*")):
            file.unlink()


@contextmanager
def bounce_box(authority: Authority) -> Iterator[BounceBox]:
    """It starts as root and gives that up, in a folder that its users may look into."""
    folder = Path(tempfile.mkdtemp(prefix="bounces-"))
    [port] = free_ports(1, random.SystemRandom())
    authority.server(LOOPBACK)
    pair = folder / "pair.pem"
    shutil.copy(authority.folder / f"{authority.name}-server.pem", pair)
    mail = folder / "mail"
    for name in ("run", "state", "home", "mail/cur", "mail/new", "mail/tmp"):
        (folder / name).mkdir(parents=True)
    folder.chmod(0o755)
    for path in (mail, *mail.rglob("*"), folder / "home"):
        shutil.chown(path, "nobody", "nogroup")
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    config = folder / "dovecot.conf"
    config.write_text(_config(folder, pair, port))
    server = ServerProgram(
        [program("dovecot"), "-F", "-c", str(config)], ports=(port,), log=folder / "dovecot.log"
    )
    server.start()
    try:
        yield BounceBox(port=port, mail=mail)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def lacking() -> str:
    """'' or why it can't run here."""
    there = program("dovecot") and any(
        Path(folder, "imap").exists() for folder in ("/usr/lib/dovecot", "/usr/libexec/dovecot")
    )
    if not there:
        return "dovecot-imapd not installed"
    return "" if os.geteuid() == 0 else "Dovecot must be started by root"


def _config(folder: Path, pair: Path, port: int) -> str:
    return f"""
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = {LOOPBACK}
ssl = required
ssl_server_cert_file = {pair}
ssl_server_key_file = {pair}
auth_mechanisms = plain
mail_driver = maildir
mail_path = {folder}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb static {{
  fields {{
    uid = nobody
    gid = nogroup
    home = {folder}/home
  }}
}}
"""
