"""The convention of the Civil Code of the People's Republic of China."""

from __future__ import annotations

from .convention import BOTH, CALENDAR_UNITS, Convention, Example
from .ends import next_open_forwards
from .hours import elapsed

CHINA = (
    Convention(
        id="cn-civil",
        name="Civil Code of China",
        citation="PRC Civil Code arts. 200–204",
        rules=(
            "The day of the event is not counted; hours begin at once. Months and years end on the day with the same number,"
            " or on the month's last day. If the last day is a legal rest day, the period ends on the next day that is"
            " none; a weekend declared a working day is none. A period counted backwards does not move."
        ),
        units=CALENDAR_UNITS | {"hours"},
        directions=BOTH,
        end=next_open_forwards,
        end_hours=elapsed,
        closed_day="moves",
        calendar="cn",
        timezone="Asia/Shanghai",
        examples=(
            Example("2025-09-01", "1 month"),
            Example("2025-01-11", "15 days"),
        ),
    ),
)
