"""Searches as people make them, over the made-up banners: a word, a product, a place, mostly two of them."""

from __future__ import annotations

from collections.abc import Iterator

from bench._banners import Banners

AT_ONCE = 500


def questions(banners: Banners) -> Iterator[str]:
    """Without end and none twice; what is frequent in the banners is frequent here too."""
    asked: set[str] = set()
    while True:
        drawn = banners.drawn(AT_ONCE)
        for number, (product, port, country, org, word) in enumerate(drawn):
            question = (
                f'product:"{product}" port:{port}', f"{word} country:{country}",
                f"port:{port} country:{country}", f'org:"{org}"',
                f'{word} product:"{product}"', f"{word} port:{port}",
            )[number % 6]  # fmt: skip
            if question not in asked:
                asked.add(question)
                yield question
