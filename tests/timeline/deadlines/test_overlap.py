from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from tests.factories import CountedRuleFactory
from tests.services.patience import HANGS
from timeline.deadlines import recompute as recompute_module
from timeline.deadlines.overlap import overlapping
from timeline.deadlines.recompute import recompute_all
from timeline.models import Deadline, Outcome

NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)


def workers_at_once() -> int:
    return 2 if connection.vendor == "postgresql" else 1


class Work:
    """Answers ten times a piece; remembers in which threads, over which connections."""

    def __init__(self) -> None:
        self.threads: list[int] = []
        self.connections: set[int] = set()
        self.together = threading.Barrier(workers_at_once(), timeout=HANGS)

    def worker(self) -> Callable[[int], int]:
        self.threads.append(threading.get_ident())
        return self.do

    def do(self, piece: int) -> int:
        if piece < 2:
            self.together.wait()
        if piece == 13:
            raise ValueError("thirteen")
        connection.ensure_connection()
        self.connections.add(id(connection.connection))
        return 10 * piece


@pytest.mark.django_db
def test_inside_a_transaction_the_pieces_are_done_by_the_caller() -> None:
    work = Work()
    work.together = threading.Barrier(1)

    assert list(overlapping(range(5), work.worker)) == [0, 10, 20, 30, 40]
    assert work.threads == [threading.get_ident()]
    assert work.connections == {id(connection.connection)}


@pytest.mark.django_db(transaction=True)
def test_outside_of_one_two_pieces_are_done_at_once_on_a_database_that_can() -> None:
    work = Work()

    assert list(overlapping(range(9), work.worker)) == [10 * piece for piece in range(9)]
    assert len(work.threads) == len(set(work.threads)) == workers_at_once()
    assert len(work.connections) == workers_at_once()


@pytest.mark.django_db(transaction=True)
def test_the_first_error_ends_it() -> None:
    work = Work()
    done: list[int] = []
    before = set(threading.enumerate())

    with pytest.raises(ValueError, match="thirteen"):
        done.extend(overlapping([0, 1, 13, *range(20, 40)], work.worker))

    assert done == [0, 10]
    assert set(threading.enumerate()) <= before


@pytest.mark.django_db(transaction=True)
def test_everything_is_recomputed_once_by_whoever_takes_the_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute_module, "CHUNK", 2)
    rules = [CountedRuleFactory.create() for _ in range(9)]
    for above, rule in zip(rules, rules[1:5], strict=False):
        rule.trigger_event, rule.trigger_deadline = None, above.deadline
        rule.save()
    progress: list[int] = []

    assert recompute_all(now=NOW, progress=progress.append) == 9
    assert recompute_all(now=NOW) == 0

    assert progress == [2, 2, 2, 2, 1]
    assert Outcome.objects.count() == 9
    found = dict(Deadline.objects.values_list("pk", "due"))
    assert found[rules[0].deadline_id] == found[rules[8].deadline_id] == date(2025, 4, 5)
    assert found[rules[4].deadline_id] == date(2026, 1, 30)
