from __future__ import annotations

import pytest
from django.db import transaction

from tests.factories import DeadlineFactory, EventFactory, UserFactory
from timeline.deadlines.doorbell import recompute_requested
from timeline.deadlines.requests import request_recompute
from timeline.models import OutcomeCause, RecomputeRequest

pytestmark = pytest.mark.django_db(transaction=True)
RULE = OutcomeCause.RULE


def test_a_request_is_a_row_and_a_ring_after_commit(rung: list[list[int]]) -> None:
    deadline, event, editor = DeadlineFactory.create(), EventFactory.create(), UserFactory.create()

    with transaction.atomic():
        request_recompute([deadline.pk], cause=OutcomeCause.EVENT, event=event, editor=editor)
        assert rung == []

    request = RecomputeRequest.objects.get()
    assert (request.deadline, request.cause, request.event, request.editor) == (deadline, "event", event, editor)
    assert rung == [[deadline.pk]]


def test_a_transaction_rings_once_for_all_its_edits(rung: list[list[int]]) -> None:
    pks = [DeadlineFactory.create().pk for _ in range(3)]

    with transaction.atomic():
        request_recompute([pks[2]], cause=RULE)
        with transaction.atomic():
            request_recompute([pks[0], pks[2]], cause=RULE)
        request_recompute([pks[1]], cause=RULE)

    assert rung == [pks]
    request_recompute([pks[1]], cause=RULE)
    assert rung == [pks, [pks[1]]]


def test_what_was_rolled_back_does_not_ring(rung: list[list[int]]) -> None:
    pks = [DeadlineFactory.create().pk for _ in range(2)]

    with transaction.atomic():
        request_recompute([pks[0]], cause=RULE)
        with transaction.atomic():
            request_recompute([pks[1]], cause=RULE)
            transaction.set_rollback(True)
    with transaction.atomic():
        request_recompute([pks[1]], cause=RULE)
        transaction.set_rollback(True)

    assert rung == [[pks[0]]]
    assert list(RecomputeRequest.objects.values_list("deadline_id", flat=True)) == [pks[0]]


def test_nothing_asked_rings_nothing(rung: list[list[int]]) -> None:
    request_recompute([], cause=RULE)

    assert rung == []


def test_a_listener_that_fails_does_not_fail_the_edit(caplog: pytest.LogCaptureFixture) -> None:
    def fail(**kwargs: object) -> None:
        raise ValueError("deaf")

    deadline = DeadlineFactory.create()
    recompute_requested.connect(fail)
    try:
        with transaction.atomic():
            request_recompute([deadline.pk], cause=RULE)
    finally:
        recompute_requested.disconnect(fail)

    assert RecomputeRequest.objects.count() == 1
    assert "deaf" in caplog.text
