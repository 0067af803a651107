"""Installs the programs where they are missing: `python -m tests.ordinary.published.fetch`."""

from __future__ import annotations

import os
import subprocess

from tests.ordinary.published import installed


def debian() -> None:
    lacking = [name for name in installed.listed("debian") if installed.missing("debian", name)]
    if lacking:
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking]
        subprocess.run(words, check=True, env=environ, stdout=subprocess.DEVNULL)


def pypi() -> None:
    venv = installed.folder() / "venv"
    subprocess.run([installed.PYTHON, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", str(installed.HERE / "pypi.txt")], check=True)


def npm() -> None:
    quiet = ["--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    prefix = ["--prefix", str(installed.folder())]
    subprocess.run(["npm", "install", *quiet, *prefix, *installed.listed("npm")], check=True)


def main() -> None:
    installed.folder().mkdir(parents=True, exist_ok=True)
    for fetch in (debian, pypi, npm):
        fetch()


if __name__ == "__main__":
    main()
