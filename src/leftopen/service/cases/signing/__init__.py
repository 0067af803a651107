"""Proofs of closure, their time stamps, and the signed head of the audit chain."""
