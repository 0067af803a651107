"""leftopen: finds what was left open, proves it, tells the owner, proves it was closed.

Read `pipeline.py` first: it is the walk of one datum through every other folder.
"""

__version__ = "0.1.0"
