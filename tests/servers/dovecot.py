"""Debian's Dovecot on loopback, as users that own nothing else, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import maildir
from tests.servers.certificate import self_signed
from tests.servers.need import missing, program
from tests.servers.real import Running, Spot


def lacking() -> str:
    """'' or why it can't run here: it starts as root and gives that up."""
    return missing("dovecot") or ("" if os.geteuid() == 0 else "Dovecot must be started by root")


def serve(
    spot: Spot, fill: Callable[[Path], object], *, mechanisms: str, tls: bool = False, stamp: str = ""
) -> Running:
    """`fill` puts the mail into a folder that is new each time: its users may not look into a private one.
    IMAP is on the spot's first port, POP3 on its second. `stamp`: how its log writes a time."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    mail = folder / "mail"
    fill(mail)
    for name in ("run", "state", "home"):
        (folder / name).mkdir()
    _give_away(folder)
    config = folder / "dovecot.conf"
    config.write_text(
        _config(spot, folder, mechanisms, tls) + (f"log_timestamp = {stamp}\n" if stamp else "")
    )
    command = [program("dovecot"), "-F", "-c", str(config)]
    server = ServerProgram(command, ports=spot.ports[:2], log=spot.folder / "dovecot.log")
    server.start()
    return Running(
        port=spot.port,
        programs=(server,),
        digest=lambda: maildir.state(mail),
        after=lambda: shutil.rmtree(folder),
    )


def _give_away(folder: Path) -> None:
    folder.chmod(0o755)
    for path in (folder / "mail", *(folder / "mail").rglob("*"), folder / "home"):
        shutil.chown(path, "nobody", "nogroup")


def _config(spot: Spot, folder: Path, mechanisms: str, tls: bool) -> str:
    return f"""
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap pop3
listen = {LOOPBACK}
{_encryption(spot) if tls else "ssl = no"}
auth_allow_cleartext = {"no" if tls else "yes"}
auth_mechanisms = {mechanisms}
auth_anonymous_username = anonymous
mail_driver = maildir
mail_path = {folder}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
service imap-login {{
  inet_listener imap {{
    port = {spot.ports[0]}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {spot.ports[1]}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
passdb passwd-file {{
  passwd_file_path = {folder}/nobody-has-a-password
}}
userdb static {{
  fields {{
    uid = nobody
    gid = nogroup
    home = {folder}/home
  }}
}}
"""


def _encryption(spot: Spot) -> str:
    certificate, key = self_signed(spot.folder)
    return f"ssl = yes\nssl_server_cert_file = {certificate}\nssl_server_key_file = {key}"
