"""Decides whether an address may be scanned now, and by which clause. Pure, and it fails closed.

`canonical` normalises targets, `classes` knows the special addresses, `decide` decides, `file` reads a list
of authorisations.
"""
