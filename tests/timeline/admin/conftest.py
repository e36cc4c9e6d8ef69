"""People at the admin, as the groups that the migration makes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from tests.factories import UserFactory

_GROUPS = (
    ("0002_editor_groups", "create_groups"),
    ("0003_promises_and_pages", "allow_what_is_new"),
    ("0005_pictures", "allow_pictures"),
)

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A browser of somebody in the named group."""
    # A test that flushes the database takes the groups along, so they are made as the migrations make them.
    for migration, makes in _GROUPS if not Group.objects.exists() else ():
        getattr(import_module(f"timeline.migrations.{migration}"), makes)(apps, connection.schema_editor())

    def signed_in(group: str) -> Client:
        user = UserFactory.create(is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in("Editor")


@pytest.fixture
def publisher(sign_in: SignIn) -> Client:
    return sign_in("Publisher")


@pytest.fixture
def administrator(db: None) -> Client:
    client = Client()
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client
