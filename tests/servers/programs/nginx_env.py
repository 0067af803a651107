"""nginx, with the header of a program in PHP and a made-up `.env` in its folder; closed by a password, or
refused (`denied`), and with nothing but placeholders in it (`example`)."""

from __future__ import annotations

from tests.servers.front import front, password_file
from tests.servers.need import missing
from tests.servers.real import HIDDEN, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

SETTINGS = 6


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("example" if mode == "example" else "served")
    if not (folder / ".env").exists():
        (folder / "index.html").write_text("<!doctype html><title>Welcome</title><p>made up\n")
        secret = "changeme" if mode == "example" else f"made-up-{spot.password}"
        lines = [f"APP_MADE_UP_{number}=value-{number}" for number in range(SETTINGS - 1)]
        (folder / ".env").write_text("\n".join([*lines, f"DB_PASSWORD={secret}"]) + "\n")
    words = {
        "closed": f'auth_basic "files"; auth_basic_user_file {password_file(spot, "custodian")};',
        "denied": r"location ~ /\. { deny all; }",
    }
    server = front(spot, f"root {folder}; add_header X-Powered-By PHP/8.4 always; {words.get(mode, '')}")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="nginx_env",
    module="http",
    product="nginx",
    check="env_file_open",
    modes={"open": OPEN, "closed": PASSWORD, "denied": HIDDEN, "example": HIDDEN},
    missing=lambda: missing("nginx"),
    start=start,
    records=SETTINGS,
)
