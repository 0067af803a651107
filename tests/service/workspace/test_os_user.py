"""A command has a person behind it, also where the system knows no name for the user."""

from __future__ import annotations

import getpass
import os
import pwd

import pytest

from leftopen.service.workspace.os_user import os_user


def test_the_login_name_is_used() -> None:
    assert os_user() == getpass.getuser()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user that has no name")
def test_a_user_without_a_name_is_a_number() -> None:
    nameless = next(
        uid for uid in range(60_000, 65_000) if uid not in {user.pw_uid for user in pwd.getpwall()}
    )
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            os.environ.pop(name, None)
        os.setuid(nameless)
        os.write(writer, os_user().encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as answer:
        assert answer.read() == f"uid {nameless}"
