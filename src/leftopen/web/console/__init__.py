"""The console: pages for people. Drawn here, on the server; they work without any script.

`pages` has one file per page; each route in it says which permission it needs, and `door` lets nobody in who
has not got it.
"""
