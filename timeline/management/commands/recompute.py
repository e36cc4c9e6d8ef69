"""`manage.py recompute [--all]`: what the Celery tasks do, by hand."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from timeline.deadlines.recompute import recompute_all
from timeline.deadlines.sweep import sweep
from timeline.models import Deadline


class Command(BaseCommand):
    help = "Recompute the deadlines that were asked for or that time has come for; with --all every published one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", dest="everything", help="every published deadline")

    def handle(self, *args: Any, everything: bool, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        changed = sweep(now)
        if everything:
            with tqdm(
                total=Deadline.objects.published().count(),
                unit=" deadlines",
                file=sys.stderr,
                disable=None if verbosity == 1 else verbosity == 0,
            ) as bar:
                changed += recompute_all(now=now, progress=bar.update)
        if verbosity:
            self.stdout.write(f"{changed} outcomes changed")
