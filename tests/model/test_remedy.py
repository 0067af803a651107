"""General steps first, then those of the product that was found; of all of them when it is not known."""

from __future__ import annotations

import pytest

from leftopen.model.remedy import GENERAL, Remedy, of_any_product, of_product, translate_remedy

MAIL = Remedy(general="Close the port.", products={"Dovecot": "Remove it.", "Cyrus": "Forbid it."})


@pytest.mark.parametrize("product", ["Dovecot", "dovecot", "Dovecot imapd"])
def test_the_steps_of_the_product_and_no_other(product: str) -> None:
    assert MAIL.text(product) == "Close the port.\nDovecot: Remove it."


@pytest.mark.parametrize("product", ["", "Courier imapd", "Dovecoted", "imapd Dovecot"])
def test_another_product_gets_the_steps_of_all(product: str) -> None:
    assert [part.product for part in MAIL.parts(product)] == ["", "Dovecot", "Cyrus"]


def test_a_text_is_the_steps_of_the_only_product_after_what_is_always_right() -> None:
    assert of_product(MAIL) is MAIL
    assert of_product("Set a password.").text("Redis") == f"{GENERAL}\nSet a password."
    assert (
        translate_remedy(of_product("Set a password."), str.upper).text("Redis")
        == f"{GENERAL.upper()}\nSET A PASSWORD."
    )
    assert of_any_product("Stop it.").text("Redis") == "Stop it."


BOTH = ("https://example.org/dovecot/setup", "https://example.org/Cyrus", "https://example.net/imap")


def test_the_references_are_those_of_the_product_and_of_no_product() -> None:
    assert MAIL.references(BOTH, "Dovecot imapd") == (BOTH[0], BOTH[2])
    assert MAIL.references(BOTH, "cyrus") == (BOTH[1], BOTH[2])


@pytest.mark.parametrize("remedy", [MAIL, of_product("Forbid it.")])
def test_without_a_known_product_all_references_stay(remedy: Remedy) -> None:
    assert remedy.references(BOTH) == BOTH
