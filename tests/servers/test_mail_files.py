"""Mail in a listing, on FTP, in an rsync module or in WebDAV: told by names and sizes, read by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.model.mail import MailFiles
from leftopen.store.records.entities.cases.findings import Findings
from tests.servers import mail_files
from tests.servers.book import Wire
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import nginx, pyftpdlib, rclone_webdav, rsync, vsftpd, wsgidav
from tests.servers.real import RealServer, Running, Spot

Place = Callable[[RealServer], Spot]


def listing(spot: Spot, folder: Path) -> Running:
    return nginx.of_folder(spot, folder)


def module(spot: Spot, folder: Path) -> Running:
    return rsync.serve(spot, folder, f"[files]\npath = {folder}\n")


SERVED = [
    pytest.param(nginx.server, listing, id="nginx"),
    pytest.param(pyftpdlib.server, pyftpdlib.serve, id="pyftpdlib"),
    pytest.param(vsftpd.server, vsftpd.serve, id="vsftpd"),
    pytest.param(rsync.server, module, id="rsync"),
    pytest.param(wsgidav.server, wsgidav.of_folder, id="wsgidav"),
    pytest.param(rclone_webdav.server, rclone_webdav.of_folder, id="rclone_webdav"),
]


def to_the_day(mail: MailFiles) -> MailFiles:
    """LIST prints no time of what is older than half a year."""
    days = {
        name: at.replace(hour=0, minute=0)
        for name, at in (("oldest", mail.oldest), ("newest", mail.newest))
        if at is not None
    }
    return replace(mail, **days)  # type: ignore[arg-type]


@pytest.mark.real
@pytest.mark.parametrize(("server", "serve"), SERVED)
def test_mail_as_files_is_found_with_number_bytes_and_dates(
    server: RealServer, serve: Callable[[Spot, Path], Running], place: Place, tmp_path: Path, wire: Wire
) -> None:
    require(server.missing())
    spot = place(server)
    folder = spot.inside("share")
    mail_files.fill(folder)
    running = serve(spot, folder)
    try:
        with looking_desk(tmp_path) as workspace, wire.relay(spot.port) as relay:
            lines = scanned(workspace, relay.port)
            (line,) = of(lines, "finding", check=server.check)
            finding = Findings(workspace.store.records).newest(str(line["finding"]))
    finally:
        running.stop()
    assert finding is not None
    is_list = server is vsftpd.server
    truth = tuple(map(to_the_day, mail_files.TRUTH)) if is_list else mail_files.TRUTH
    assert finding.evidence.mail == truth
