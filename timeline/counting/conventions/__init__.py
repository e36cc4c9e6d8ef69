"""Counting conventions: named, cited rules for where a period ends (DESIGN §4)."""

from .convention import Convention
from .reckoning import Reckoning
from .registry import conventions, get_convention

__all__ = ["Convention", "Reckoning", "conventions", "get_convention"]
