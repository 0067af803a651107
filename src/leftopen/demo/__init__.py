"""The incident, staged on loopback: made-up mails, real servers, nothing of anybody's."""
