"""Chains of deadlines in the database: what a deadline is counted from, and what is counted from it.

Who is counted from a superseded deadline is counted from its successor. One recursive query each, whatever the length
of the chain; a circle ends where it meets itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from timeline.models import Deadline, Effect, Event, PublicationStatus, Rule

_DEADLINE = Deadline._meta.db_table
_EFFECT = Effect._meta.db_table
_EVENT = Event._meta.db_table
_RULE = Rule._meta.db_table
_PUBLISHED = PublicationStatus.PUBLISHED.value

# A recursive query may name itself once only, so both ways go through one pair of outer joins. SQLite takes each by an
# index; PostgreSQL would read whole tables, because it expects many rows of a recursive query, so it is told which row
# to ask for.
_WAYS = "(SELECT 'rule' AS way UNION ALL SELECT 'effect') ways"


def counted_from(pks: Collection[int], statuses: Collection[str]) -> list[int]:
    """Keys of those deadlines, of all they are counted from and of what superseded these, as far as statuses allow."""
    if not pks:
        return []
    visible = _marks(statuses)
    if connection.vendor == "postgresql":
        above = f"""
            SELECT above.id FROM chain CROSS JOIN LATERAL (
                SELECT d.id FROM {_RULE} r JOIN {_DEADLINE} d ON d.id = r.trigger_deadline_id
                WHERE r.deadline_id = chain.id AND d.publication_status IN ({visible})
                UNION ALL
                SELECT d.id FROM {_EFFECT} e JOIN {_DEADLINE} d ON d.id = e.by_deadline_id
                WHERE e.on_deadline_id = chain.id AND d.publication_status IN ({visible})
            ) above
        """
        visibles = 3
    else:
        above = f"""
            SELECT d.id FROM chain CROSS JOIN {_WAYS}
            LEFT JOIN {_RULE} r ON ways.way = 'rule' AND r.deadline_id = chain.id
            LEFT JOIN {_EFFECT} e ON ways.way = 'effect' AND e.on_deadline_id = chain.id
            JOIN {_DEADLINE} d ON d.id = COALESCE(r.trigger_deadline_id, e.by_deadline_id)
            WHERE d.publication_status IN ({visible})
        """
        visibles = 2
    sql = f"""
        WITH RECURSIVE chain(id) AS (
            SELECT d.id FROM {_DEADLINE} d WHERE d.id IN ({_marks(pks)}) AND d.publication_status IN ({visible})
            UNION {above}
        )
        SELECT id FROM chain
    """
    return _keys(sql, [*pks, *visibles * tuple(statuses)])


def and_dependants(seeds: QuerySet[Any, Any], statuses: Collection[str] = (_PUBLISHED,)) -> list[int]:
    """Keys of the published deadlines among `seeds` and, transitively, of those counted from any seed; ascending.

    `seeds` selects one column of deadline keys. A seed passes the edit on even where it is not published itself, because
    it may just have ceased to be; a dependant passes it on only while it is published. A superseded deadline passes on
    what reaches its successor, and is not reached by it. `statuses` lets a preview follow drafts as well.
    """
    selected, parameters = seeds.order_by().query.sql_with_params()
    visible = _marks(statuses)
    if connection.vendor == "postgresql":
        below = f"""
            SELECT below.id, below.itself FROM reached CROSS JOIN LATERAL (
                SELECT d.id, 1 AS itself FROM {_RULE} r JOIN {_DEADLINE} d ON d.id = r.deadline_id
                WHERE r.trigger_deadline_id = reached.id AND d.publication_status IN ({visible})
                UNION ALL
                SELECT d.id, 0 FROM {_EFFECT} e JOIN {_EVENT} v ON v.id = e.event_id
                JOIN {_DEADLINE} d ON d.id = e.on_deadline_id
                WHERE e.by_deadline_id = reached.id
                    AND v.publication_status IN ({visible}) AND d.publication_status IN ({visible})
            ) below
        """
        visibles = 4
    else:
        below = f"""
            SELECT d.id, CASE WHEN r.id IS NULL THEN 0 ELSE 1 END FROM reached CROSS JOIN {_WAYS}
            LEFT JOIN {_RULE} r ON ways.way = 'rule' AND r.trigger_deadline_id = reached.id
            LEFT JOIN {_EFFECT} e ON ways.way = 'effect' AND e.by_deadline_id = reached.id
                AND EXISTS (SELECT 1 FROM {_EVENT} v WHERE v.id = e.event_id AND v.publication_status IN ({visible}))
            JOIN {_DEADLINE} d ON d.id = COALESCE(r.deadline_id, e.on_deadline_id)
            WHERE d.publication_status IN ({visible})
        """
        visibles = 3
    sql = f"""
        WITH RECURSIVE seed(id) AS ({selected}),
        reached(id, itself) AS (SELECT id, 1 FROM seed UNION {below}),
        found(id) AS (SELECT DISTINCT id FROM reached WHERE itself = 1)
        SELECT id FROM found
        WHERE (SELECT d.publication_status FROM {_DEADLINE} d WHERE d.id = found.id) IN ({visible}) ORDER BY id
    """
    return _keys(sql, [*parameters, *visibles * tuple(statuses)])


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _keys(sql: str, parameters: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [pk for (pk,) in cursor.fetchall()]
