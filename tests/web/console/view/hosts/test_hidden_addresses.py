"""A text for a user who sees some networks only."""

from __future__ import annotations

from leftopen.web.console.view.hosts.hidden_addresses import without_hidden


def shown(text: str) -> str:
    return without_hidden(text, {"192.0.2.7", "2001:db8::7"}.__contains__, "[hidden]")


def test_only_addresses_that_the_user_sees_are_left() -> None:
    text = "also open at: 192.0.2.7:80, 198.51.100.9:8080, [2001:db8::7]:80, [2001:db8::8]:443 and 3 more"
    assert shown(text) == (
        "also open at: 192.0.2.7:80, [hidden]:8080, [2001:db8::7]:80, [hidden]:443 and 3 more"
    )
    assert shown("http://198.51.100.9/ (198.51.100.10)") == "http://[hidden]/ ([hidden])"


def test_an_address_is_found_wherever_it_stands() -> None:
    for text, left in (
        ("call the owner of 198.51.100.9.", "call the owner of [hidden]."),
        ("logs at:198.51.100.9:/var/log", "logs at:[hidden]:/var/log"),
        ("see 2001:db8::8, not 2001:db8::7.", "see [hidden], not 2001:db8::7."),
        ("198.51.100.0/24 and 2001:db8::/32", "[hidden] and [hidden]"),
        ("192.0.2.7/32 of 192.0.2.7/24", "192.0.2.7/32 of [hidden]"),
        ("198.51.100.9/999", "[hidden]"),
        ("redis_198.51.100.200", "redis_[hidden]"),
        ("198.51.100.200_a", "[hidden]_a"),
        ("ip-198-51-100-200.example.org", "ip-[hidden].example.org"),
        ("198.51.100.9.example.org", "[hidden].example.org"),
        ("db.198.51.100.9x", "db.[hidden]x"),
        ("redis_192.0.2.7 at ip-192-0-2-7", "redis_192.0.2.7 at ip-192-0-2-7"),
    ):
        assert shown(text) == left


def test_what_is_no_address_stays() -> None:
    for text in (
        "[a1b2c3d4] Redis 7.2.1 is readable",
        "999.1.1.1",
        "10.2.3.4.5",
        "1-2-3-4-5",
        "2026-12-01-10",
        "[::zz]",
        "12:30:05",
        "std::string",
        "aa:bb:cc:dd:ee:ff",
        ":".join(["ab"] * 16),
    ):
        assert shown(text) == text
