"""`manage.py dumptimeline`: a timeline of the database as a timeline file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from timeline.intake.dump import NoSuchTimeline, dump_timeline
from timeline.intake.read import read_texts
from timeline.intake.write import as_json, as_yaml

from ..options import refuse_mistakes, write_out


class Command(BaseCommand):
    help = "Write a timeline and everything its deadlines follow from as a timeline file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="the id of the timeline")
        parser.add_argument("-o", "--output", metavar="FILE", help="write there instead of to standard output")
        parser.add_argument("--json", action="store_true", help="JSON instead of YAML")
        parser.add_argument("--drafts", action="store_true", help="write drafts too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dump = dump_timeline(options["id"], drafts=options["drafts"])
        except NoSuchTimeline as error:
            raise CommandError(f"{error}.", returncode=1) from error
        except (DatabaseError, InterfaceError) as error:
            sentence = f"the database cannot be used: {str(error).strip()}; has manage.py migrate run?"
            raise CommandError(sentence, returncode=1) from error
        for sentence in dump.left_out:
            self.stderr.write(f"left out: {sentence}")
        text = (as_json if options["json"] else as_yaml)(dump.document)
        name = f"{options['id']}.{'json' if options['json'] else 'yaml'}"
        with refuse_mistakes(self.stderr, "A record was entered that a file cannot hold; nothing was written."):
            read_texts([(name, text.encode())])
        if options["output"] is None:
            write_out(self.stdout, text)
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.", returncode=1) from error
