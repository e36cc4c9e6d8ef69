"""The bell that is rung after a commit that left mail to be sent. The sweep finds what nobody rang for."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

mail_waiting = Signal()
"""Sent after commit, without arguments: alerts are due or mail is pending."""


def ring_after_commit() -> None:
    """Have `mail_waiting` sent once the current transaction, if there is one, has committed."""
    # Robust: whoever listens cannot make a committed edit look like a failed one.
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    mail_waiting.send(sender=None)
