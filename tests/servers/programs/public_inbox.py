"""Debian's public-inbox, a mail archive for the web, closed by Plack's own Basic authentication."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.mailbag import mails
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

_APP = """use strict; use warnings; use Plack::Builder; use PublicInbox::WWW;
my $archive = PublicInbox::WWW->new; $archive->preload;
my $file = $ENV{ARCHIVE_PASSWORD};
my $password = $file ? do { local $/; open my $in, '<', $file or die; <$in> } : undef;
builder {
  enable 'Auth::Basic', realm => 'archive', authenticator => sub { $_[1] eq $password } if $file;
  enable 'Head';
  sub { $archive->call(@_) };
};
"""
_IMPORT = """use strict; use warnings;
use PublicInbox::Config; use PublicInbox::InboxWritable; use PublicInbox::Eml;
my $inbox = PublicInbox::Config->new->lookup_name('archive') or die;
my $into = PublicInbox::InboxWritable->new($inbox)->importer(0);
for my $path (@ARGV) {
  my $raw = do { local $/; open my $in, '<:raw', $path or die; <$in> };
  $into->add(PublicInbox::Eml->new($raw)) or die "not added: $path";
}
$into->done;
"""


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    env = os.environ | {"HOME": str(folder), "PI_CONFIG": str(folder / "config")}
    if not (folder / "config").exists():
        make(folder, env, with_mails=mode != "empty")
    if mode == "closed":
        env |= {"ARCHIVE_PASSWORD": str(spot.private("password", spot.password))}
    app = spot.folder / "archive.psgi"
    app.write_text(_APP)
    command = [program("public-inbox-httpd"), "-l", f"http://{LOOPBACK}:{spot.port}", "-W0", str(app)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "public-inbox.log", env=env)
    server.start()
    return Running(
        port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder / "inbox" / "git")
    )


def make(folder: Path, env: dict[str, str], *, with_mails: bool) -> None:
    address, url = "archive@jltc-example.mil", "http://archive.example/archive"
    _run([program("public-inbox-init"), "-V2", "archive", str(folder / "inbox"), url, address], env)
    _run(["git", "config", "--file", str(folder / "config"), "publicinbox.wwwlisting", "all"], env)
    if not with_mails:
        return
    incoming = folder / "incoming"
    incoming.mkdir()
    for number, raw in enumerate(mails()[0]):
        (incoming / f"{number:04d}.eml").write_bytes(raw)
    paths = [str(path) for path in sorted(incoming.iterdir())]
    _run([program("perl"), "-e", _IMPORT, *paths], env)


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, env=env, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')}")


server = RealServer(
    name="public_inbox",
    module="http",
    product="public-inbox",
    check="mailbox_web_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("public-inbox-httpd", "public-inbox-init", "git", "perl"),
    start=start,
)
