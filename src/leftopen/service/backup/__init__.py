"""Backup and restore of a data folder: one file, made while the program works.

`make` writes it, `restore` reads it, `archive` is its form: a tar file, compressed with zstd, whose last
member is the manifest.
"""
