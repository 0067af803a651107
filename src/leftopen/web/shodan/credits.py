"""Placeholders for Shodan's credits: leftopen counts none, so that the values never change."""

from __future__ import annotations

CREDITS = 1_000_000
