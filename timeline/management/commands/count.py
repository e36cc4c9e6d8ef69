"""`manage.py count`: one count, explained; no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from timeline.counting import CountingError, EdtfError, count, explain_count, moment_text, parse_edtf, parse_period

from ..options import write_out


class Command(BaseCommand):
    help = "Count a period from a day, or hours from a clock time, by a convention, and say how."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", help="a day such as 2007-08-22, or a local clock time such as 2025-10-09T14:17")
        parser.add_argument("period", help='such as "10 days", "10 working days", "1 year 6 months" or "72 hours"')
        parser.add_argument("--convention", required=True, metavar="ID", help="such as us-frcp-6 or calendar-days")
        parser.add_argument("--before", action="store_true", help="count backwards")
        parser.add_argument("--calendar", metavar="ID", help="instead of the convention's own")
        parser.add_argument("--timezone", metavar="ZONE", help="of the clock time, such as America/New_York")
        parser.add_argument("--json", action="store_true", help='print {"result": …, "steps": […]}')

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counted = count(
                _start(options["start"]),
                parse_period(options["period"]),
                options["convention"],
                calendar=options["calendar"],
                direction="before" if options["before"] else "after",
                timezone=options["timezone"],
            )
        except CountingError as error:
            raise CommandError(str(error), returncode=1) from error
        if options["json"]:
            write_out(self.stdout, json.dumps(counted.as_data(), ensure_ascii=False))
        else:
            lines = [str(moment_text(counted.result)), *(f"  {sentence}" for sentence in explain_count(counted))]
            write_out(self.stdout, "\n".join(lines))


def _start(text: str) -> date | datetime:
    """A day or a local clock time. Raises EdtfError for any other date: a count starts somewhere."""
    parsed = parse_edtf(text)
    day = parsed.earliest
    if day is not None and parsed.precision == "day" and day == parsed.latest and text == day.isoformat():
        return day
    if day is not None and parsed.clock is not None and parsed.clock.tzinfo is None:
        return datetime.combine(day, parsed.clock)
    raise EdtfError(
        f"{text!r} is neither a day nor a local clock time; allowed are a day such as 2007-08-22 and a clock time such as"
        " 2025-10-09T14:17, whose zone is given by --timezone"
    )
