"""Searches over stored observations: pages, counts, hosts, names, trends, exports."""
