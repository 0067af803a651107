"""Notices: who is told of a case, when the next contact is told, and the links of owners."""
