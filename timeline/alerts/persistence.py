"""Writing to a database that restarts, or whose disk is full for a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

_BEFORE_ASKING_AGAIN = 0.3
"""Seconds."""

Written = TypeVar("Written")


def persist(write: Callable[[], Written], lease: timedelta) -> Written:
    """Write, and where the database does not take it write again, for as long as the lease may hold; then it raises.

    What is written names the token and the state before, so that writing it twice is writing it once.
    """
    end = time.monotonic() + lease.total_seconds()
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() >= end:
                raise
            logger.warning("The database did not take it, so it is asked again: %s", error)
            connection.close()
            time.sleep(_BEFORE_ASKING_AGAIN)
