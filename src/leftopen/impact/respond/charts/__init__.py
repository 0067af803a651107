"""The pictures of a response, and the figures that they show."""
