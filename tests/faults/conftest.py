"""What all fault tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker


@pytest.fixture(autouse=True)
def _acts_reach_their_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An act runs in a fork of the test's process, with the installation's database for the tests' own."""
    with django_db_blocker.unblock():
        yield
