"""`manage.py evaluate`: the outcomes of timeline files, explained; no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from timeline.counting import DeadlineOutcome, Evaluation, date_words, evaluate, explain_outcome
from timeline.intake.docket import docket_of, titles_of
from timeline.intake.read import read_files

from ..options import day_option, refuse_mistakes, write_out


class Command(BaseCommand):
    help = "Compute every deadline and policy status of timeline files and say how. Reads and writes no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="timeline files; they may refer to each other")
        parser.add_argument("--known-on", type=day_option, metavar="DAY", help="what was known then (today)")
        parser.add_argument("--on", type=day_option, metavar="DAY", help="as it stands then (the day of --known-on)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with refuse_mistakes(self.stderr, "Nothing was computed."):
            documents = read_files(options["files"])
        known_on = options["known_on"] or timezone.localdate()
        evaluation = evaluate(docket_of(documents), known_on=known_on, on=options["on"])
        if options["json"]:
            write_out(self.stdout, json.dumps(evaluation.as_data(), ensure_ascii=False))
        else:
            write_out(self.stdout, "\n".join(_explained(evaluation, titles_of(documents))))
        errors = [found.error for found in evaluation.deadlines.values() if found.error is not None]
        for error in errors:
            self.stderr.write(error)
        if errors:
            raise CommandError(f"{_number(len(errors), 'deadline')} could not be computed.", returncode=1)


def _explained(evaluation: Evaluation, titles: dict[str, str]) -> Iterator[str]:
    as_of = f"As it stands on {date_words(evaluation.on)}"
    if evaluation.known_on != evaluation.on:
        as_of += f", with what was known on {date_words(evaluation.known_on)}"
    yield f"{as_of}:"
    for slug, outcome in evaluation.deadlines.items():
        yield from ("", f"{slug}: {titles.get(slug, slug)}", f"  {_state(outcome)}")
        for sentence in explain_outcome(outcome, "en", titles):
            yield f"  - {sentence}"
    for slug, policy in evaluation.policies.items():
        yield from ("", f"{slug}: {titles.get(slug, slug)}", f"  {policy.status or 'nothing is known of it yet'}")


def _state(outcome: DeadlineOutcome) -> str:
    said = [outcome.state]
    if outcome.due is not None:
        said.append(f"due {date_words(outcome.due)}")
    elif outcome.due_earliest is not None and outcome.due_latest is not None:
        said.append(f"due between {date_words(outcome.due_earliest)} and {date_words(outcome.due_latest)}")
    if outcome.remaining:
        said.append(f"{outcome.remaining} left")
    if outcome.discrepancy:
        said.append(outcome.discrepancy)
    return "; ".join(said)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
