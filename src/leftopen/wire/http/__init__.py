"""HTTP: messages, bodies, pages, and the redaction of exchanges. Pure."""
