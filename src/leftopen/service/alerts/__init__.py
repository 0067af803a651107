"""Alerts: watched networks, their triggers and notifiers, and what fired."""
