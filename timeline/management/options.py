"""What the commands that take timeline files share: options, and how they say what is wrong."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from timeline.intake.mistakes import FileMistakes, FileNotReadable


def day_option(text: str) -> date:
    """The value of an option that is a day. Anything else is a mistake of usage."""
    try:
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    except ValueError:
        pass
    raise ArgumentTypeError(f"{text!r} is no day; a day such as 2025-03-01 is expected")


@contextmanager
def refuse_mistakes(stderr: Any, consequence: str) -> Iterator[None]:
    """Say what is wrong with files on standard error; end with status 1, or 2 where a file cannot be opened."""
    try:
        yield
    except FileNotReadable as error:
        raise CommandError(f"{error}. {consequence}", returncode=2) from error
    except FileMistakes as error:
        for mistake in error.mistakes:
            stderr.write(str(mistake))
        found = len(error.mistakes)
        mistakes = "1 mistake was" if found == 1 else f"{found} mistakes were"
        raise CommandError(f"{mistakes} found. {consequence}", returncode=1) from error


def write_out(stdout: Any, text: str) -> None:
    """Write the whole answer at once. A reader who has seen enough and closed the pipe is no error."""
    try:
        stdout.write(text)
        stdout.flush()
    except BrokenPipeError:
        # The interpreter would try to flush once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
