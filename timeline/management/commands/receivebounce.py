"""receivebounce: for the pipe of a mail server that receives what comes back."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from timeline.alerts.bounces import mailing_of, take
from timeline.alerts.reports import LONGEST, NotAReport, read_report
from timeline.models import BounceKind

# sysexits.h, which mail servers go by: with the second one they try again later.
_NO_REPORT = 65
_TRY_AGAIN = 75


class Command(BaseCommand):
    help = "Read one returned mail or complaint from standard input, and write no more to an address that is gone."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address the mail came to, which not every mail server writes into it."""
        parser.add_argument(
            "--recipient", default="", help="the address the returned mail came to (envelope recipient)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in a sentence what became of it; status 65 for what is no report, 75 where the database fails."""
        now = timezone.now()
        try:
            report = read_report(sys.stdin.buffer.read(LONGEST + 1), recipient=options["recipient"], now=now)
            mailing = mailing_of(report.key)
            if mailing is None:
                raise NotAReport(
                    "The mail that the report is about is not known here; its reader may have been erased."
                )
            if report.said is None:
                self.stdout.write("Nothing went wrong with that mail; nothing is recorded.")
                return
            is_new = take(mailing, report.said, now)
        except NotAReport as error:
            raise CommandError(str(error), returncode=_NO_REPORT) from error
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}", returncode=_TRY_AGAIN) from error
        if not is_new:
            self.stdout.write("That is recorded already.")
        elif report.said.kind == BounceKind.TEMPORARY:
            self.stdout.write(f"Recorded for {mailing.subscriber}: {report.said.description}")
        else:
            self.stdout.write(f"{mailing.subscriber} gets nothing more: {report.said.description}")
