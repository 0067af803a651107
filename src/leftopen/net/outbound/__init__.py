"""Connections to servers that the settings or the scope name: mail, webhooks, syslog. Never to a target."""
