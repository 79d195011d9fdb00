"""What can go wrong at the door; light, so that the window opens before the rules are imported."""

from __future__ import annotations


class SessionError(Exception):
    """Something that the user asked for cannot be done; the text says why."""
