"""People who sign in to the admin."""

from __future__ import annotations

from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from .declare import Sequence


class UserFactory(DjangoModelFactory[User]):
    """An active user without staff rights or a password; `is_superuser=True, is_staff=True` makes an administrator."""

    class Meta:
        model = User

    username = Sequence(lambda n: f"editor-{n}")
