"""Where a period ends, as several legal orders have it; a convention with a rule of its own has it in its own file."""

from __future__ import annotations

from datetime import date

from .reckoning import Reckoning


def stays(reckoning: Reckoning) -> date:
    """The last day counted, open or closed."""
    return reckoning.stay(reckoning.corresponding())


def stays_counting_the_start(reckoning: Reckoning) -> date:
    """The same where the first day is part of the period."""
    return reckoning.stay(reckoning.corresponding(trigger_counts=True))


def next_open_forwards(reckoning: Reckoning) -> date:
    """The last day counted, moved to the next open day; counted backwards it stays."""
    end = reckoning.corresponding()
    return reckoning.roll_forward(end) if reckoning.sign > 0 else reckoning.stay(end)
