"""The console: web pages for users, rendered on the server. They work without JavaScript.

`pages` has one file per page. Each route names the permission that it needs, and `access` enforces it.
"""
