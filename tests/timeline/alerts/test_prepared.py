from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.factories import DeliveryFactory
from tests.timeline.alerts.acts import at
from timeline.alerts.prepared import PreparedPair, PreparedUpdate, Values
from timeline.models import Delivery

pytestmark = pytest.mark.django_db

NOW = at(3, 29)
TOKEN = uuid.uuid4()


def claiming(values: Values) -> tuple[QuerySet[Delivery], dict[str, Any]]:
    mine = Delivery.objects.filter(pk=values.key, due_at__lte=values.now)
    return mine, {"token": values.token, "lease_until": values.until}


def values(key: int) -> Values:
    return Values(key, TOKEN, NOW, NOW + timedelta(minutes=5))


def plans_kept() -> int:
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'UPDATE %'")
        return int(cursor.fetchone()[0])


def test_a_statement_written_once_is_run_with_the_values_of_each_run() -> None:
    due, later = DeliveryFactory.create(due_at=NOW), DeliveryFactory.create(due_at=NOW + timedelta(days=1))
    claim = PreparedUpdate(claiming)

    assert [claim.run(values(delivery.pk)) for delivery in (due, later)] == [True, False]

    assert list(Delivery.objects.order_by("pk").values_list("token", "lease_until")) == [
        (TOKEN, NOW + timedelta(minutes=5)),
        (None, None),
    ]


def test_two_of_them_say_of_each_whether_there_was_such_a_row() -> None:
    due, later = DeliveryFactory.create(due_at=NOW), DeliveryFactory.create(due_at=NOW + timedelta(days=1))
    both = PreparedPair(PreparedUpdate(claiming), PreparedUpdate(claiming))

    assert both.run(values(later.pk), values(due.pk)) == (False, True)


@pytest.mark.parametrize("changes_hands", [False, True])
def test_the_server_keeps_the_plan_unless_connections_change_hands(
    monkeypatch: pytest.MonkeyPatch, changes_hands: bool
) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", changes_hands)
    before = plans_kept()
    claim = PreparedUpdate(claiming)

    for delivery in DeliveryFactory.create_batch(4, due_at=NOW):
        assert claim.run(values(delivery.pk))

    assert plans_kept() - before == (connection.vendor == "postgresql" and not changes_hands)
