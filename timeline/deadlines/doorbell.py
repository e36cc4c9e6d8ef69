"""The signals by which this floor is heard on the floors above it.

recompute_requested(pks: list[int]): sent after the commit of what made deadlines stale. A nudge: the requests are rows,
    and the sweep finds them when nobody listens.
outcomes_changed(changes: list[Change]): sent inside the transaction that writes the outcomes, so that what follows from
    them commits with them or not at all.
"""

from __future__ import annotations

from django.dispatch import Signal

recompute_requested = Signal()
outcomes_changed = Signal()
