"""Tells owners: which channel, which words, which address, and who is next."""
