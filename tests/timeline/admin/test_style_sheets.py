"""The picture of a deadline's days is drawn by one style sheet, on public pages and in the admin."""

from __future__ import annotations

import re
from pathlib import Path

STYLES = Path(__file__).parents[3] / "timeline/static/timeline"


def test_the_admin_gives_every_value_that_the_picture_is_coloured_by() -> None:
    picture = (STYLES / "strip.css").read_text()
    panel = (STYLES / "admin/longstop.css").read_text()
    given = set(re.findall(r"(--[\w-]+):", picture + panel))

    assert set(re.findall(r"var\((--[\w-]+)", picture)) - given == set()
