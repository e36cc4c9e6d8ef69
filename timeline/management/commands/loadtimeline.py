"""`manage.py loadtimeline`: timeline files into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from timeline.intake.load import KINDS, NotLoaded, Report, load_documents
from timeline.intake.read import read_files
from timeline.intake.references import SECTIONS
from timeline.intake.stored import Stored

from ..options import refuse_mistakes

_CONSEQUENCE = "Nothing was stored."


class Command(BaseCommand):
    help = (
        "Store timeline files: new records are published, changed ones updated with history, the others left alone."
        " Loading a file twice changes nothing; a file with a mistake is not stored at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="timeline files; they may refer to each other")
        parser.add_argument("--draft", action="store_true", help="store new records as drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with refuse_mistakes(self.stderr, _CONSEQUENCE):
                documents = read_files(options["files"], Stored())
            report = load_documents(documents, now=timezone.now(), drafts=options["draft"])
        except NotLoaded as error:
            raise CommandError(f"{error}. {_CONSEQUENCE}", returncode=1) from error
        except (DatabaseError, InterfaceError) as error:
            sentence = f"the database cannot be used: {str(error).strip()}; has manage.py migrate run?"
            raise CommandError(f"{sentence} {_CONSEQUENCE}", returncode=1) from error
        self._tell(report)

    def _tell(self, report: Report) -> None:
        for kind in KINDS:
            count = report.counts[kind]
            if count.created or count.updated or count.unchanged:
                name = SECTIONS.get(kind, "timelines")
                said = f"{count.created} created, {count.updated} updated, {count.unchanged} unchanged"
                self.stdout.write(f"{name}: {said}")
        if report.recomputed is None:
            self.stderr.write(
                "The records are stored; their outcomes could not be computed now. The next sweep does it."
            )
        elif report.recomputed:
            self.stdout.write(f"outcomes: {report.recomputed} computed")
        for slug in report.pictures:
            said = "the picture that the file names is not stored here; a file has no pixels, so add it in the admin"
            self.stdout.write(f"event {slug}: {said}")
        for kind, slug in report.absent:
            self.stdout.write(f"{kind} {slug} is stored and no longer in its file; it was left as it is")
