"""The web interface: Shodan's API over the user's own data. Handlers only call `service`."""
