"""What all fault tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.services.installation import Installation

from .clock import SetClock


@pytest.fixture(autouse=True)
def _acts_reach_their_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An act runs in a fork of the test's process, with the installation's database for the tests' own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def installation(installation: Installation) -> Installation:
    """An empty installation, where it is noon when the test begins."""
    SetClock(installation)
    return installation
