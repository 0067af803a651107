"""Installs the packages of the blind examination where they are missing: `python -m tests.blind.fetch`.

Those of pypi.txt each get a virtual environment of their own, because nothing says that they agree with one
another; those of npm.txt share one folder; those of debian.txt are installed on this machine.
"""

from __future__ import annotations

import os
import subprocess

from tests.blind import installed


def debian() -> None:
    lacking = [line for name, line in installed.listed("debian").items() if installed.missing("debian", name)]
    if lacking:
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking]
        subprocess.run(words, check=True, env=environ, stdout=subprocess.DEVNULL)


def pypi() -> None:
    for name, line in installed.listed("pypi").items():
        if installed.missing("pypi", name):
            subprocess.run([installed.PYTHON, "-m", "venv", str(installed.venv(name))], check=True)
            pip = [str(installed.venv(name) / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, "--disable-pip-version-check", *line.split()], check=True)


def npm() -> None:
    lists = installed.listed("npm")
    if any(installed.missing("npm", name) for name in lists):
        words = [
            "npm",
            "install",
            "--silent",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--prefix",
        ]
        subprocess.run([*words, str(installed.folder()), *lists.values()], check=True)


def main() -> None:
    installed.folder().mkdir(parents=True, exist_ok=True)
    for fetch in (debian, pypi, npm):
        fetch()


if __name__ == "__main__":
    main()
