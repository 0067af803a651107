"""Requests and responses of the console: routes, forms, cookies, uploads, downloads."""
