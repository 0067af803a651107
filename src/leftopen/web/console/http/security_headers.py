"""Security headers: own files only, no inline script, no other origin."""

from __future__ import annotations

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
# `same-origin`, not `no-referrer`: with that a browser's form would send `Origin: null`.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


def tls_headers(*, subdomains: bool) -> dict[str, str]:
    """For a console that browsers open by https. `subdomains`: the whole domain below its host, too."""
    more = "; includeSubDomains" if subdomains else ""
    return {"Strict-Transport-Security": f"max-age=31536000{more}"}
