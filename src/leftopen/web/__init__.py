"""The web interface: Shodan's API over the user's own data. Handlers are thin guests of `service`."""
