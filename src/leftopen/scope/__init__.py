"""May this address be touched, now, and by which clause? Pure, and it fails closed.

`canonical` turns what people write into one form, `classes` knows the addresses that are special,
`decide` answers, `file` reads a list of authorisations.
"""
