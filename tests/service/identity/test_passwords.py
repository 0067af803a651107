from __future__ import annotations

from leftopen.service.identity import passwords

GOOD = "a walk along the harbour"


def test_a_hash_costs_what_the_first_profile_for_little_memory_says() -> None:
    made = passwords.hash_password(GOOD, "lena")
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.right(made, GOOD)
    assert not passwords.right(made, GOOD + "!")
    assert not passwords.right("", GOOD)


def test_an_unknown_name_costs_as_much() -> None:
    # Not from its cache: tests of the console lower the cost.
    assert passwords._nobodys.__wrapped__().startswith("$argon2id$v=19$m=65536,t=3,p=4$")
