"""What can go wrong in the store. Each message is one French sentence that a host can act on."""

# ruff: noqa: N818 - each name says what is the case, as a caller reads it in `except Forgotten`

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what it was asked; the message says why, and holds nobody's words."""


class StoreUnavailable(StoreError):
    """The database did not answer, was locked for too long or lost the connection: trying later may help."""


class KeyProblem(StoreError):
    """The host key is missing, malformed, unreadable, or not the one this installation was sealed with."""


class Forgotten(StoreError):
    """The key of this person is gone: whatever was sealed with it can never be read again."""


class Unreadable(StoreError):
    """A sealed value does not open: it was altered, or it belongs to another person or another place."""


class Conflict(StoreError):
    """Someone else saved the conversation since it was read: start the turn again."""
