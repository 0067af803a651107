"""HTTP: messages, bodies, pages, and what may be kept of an exchange. Pure."""
