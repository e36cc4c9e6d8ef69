"""`manage.py evaluate`: the outcomes of timeline files, explained, or what a second file would change; no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from timeline.counting import DeadlineOutcome, Evaluation, PolicyOutcome, date_words, evaluate, explain_outcome
from timeline.deadlines.whatif import changed_ids
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
        parser.add_argument(
            "--compare",
            action="store_true",
            help="take two files, the old and the new, and list every outcome that would change from one to the other",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"]
        if options["compare"] and len(files) != 2:
            raise CommandError(
                f"--compare takes two files, the old and the new; {_number(len(files), 'file')} given.", returncode=2
            )
        known_on = options["known_on"] or timezone.localdate()
        sides = [[path] for path in files] if options["compare"] else [files]
        with refuse_mistakes(self.stderr, "Nothing was computed."):
            read = [read_files(side) for side in sides]
        evaluations = [evaluate(docket_of(documents), known_on=known_on, on=options["on"]) for documents in read]
        titles = {slug: title for documents in read for slug, title in titles_of(documents).items()}
        if options["compare"]:
            old, new = evaluations
            data = _differences(old, new)
            lines = _compared(files, old, new, titles)
        else:
            data = evaluations[0].as_data()
            lines = _explained(evaluations[0], titles)
        write_out(self.stdout, json.dumps(data, ensure_ascii=False) if options["json"] else "\n".join(lines))
        self._say_what_could_not_be_computed(evaluations, [f"{path}: " for path in files] if len(sides) > 1 else [""])

    def _say_what_could_not_be_computed(self, evaluations: list[Evaluation], where: list[str]) -> None:
        errors = [
            f"{place}{found.error}"
            for place, evaluation in zip(where, evaluations, strict=True)
            for found in evaluation.deadlines.values()
            if found.error is not None
        ]
        for error in errors:
            self.stderr.write(error)
        if errors:
            raise CommandError(f"{_number(len(errors), 'deadline')} could not be computed.", returncode=1)


def _explained(evaluation: Evaluation, titles: dict[str, str]) -> Iterator[str]:
    yield f"{_as_of(evaluation.known_on, evaluation.on)}:"
    for slug, outcome in evaluation.deadlines.items():
        yield from ("", f"{slug}: {titles.get(slug, slug)}", f"  {_state(outcome)}")
        for sentence in explain_outcome(outcome, "en", titles):
            yield f"  - {sentence}"
    for slug, policy in evaluation.policies.items():
        yield from ("", f"{slug}: {titles.get(slug, slug)}", f"  {_status(policy)}")


def _compared(files: list[str], old: Evaluation, new: Evaluation, titles: dict[str, str]) -> Iterator[str]:
    changed = changed_ids(old.deadlines, new.deadlines)
    policies = _changed_policies(old, new)
    yield f"{_as_of(new.known_on, new.on)}, from {files[0]} to {files[1]}:"
    if not changed and not policies:
        yield from ("", "No outcome would change.")
    for slug in changed:
        before, after = old.deadlines.get(slug), new.deadlines.get(slug)
        yield from ("", f"{slug}: {titles.get(slug, slug)}", f"  old: {_state(before)}", f"  new: {_state(after)}")
        for sentence in explain_outcome(after, "en", titles) if after is not None else ():
            yield f"  - {sentence}"
    for slug in policies:
        yield from ("", f"{slug}: {titles.get(slug, slug)}")
        yield f"  old: {_status(old.policies.get(slug))}"
        yield f"  new: {_status(new.policies.get(slug))}"


def _differences(old: Evaluation, new: Evaluation) -> dict[str, Any]:
    """What changes, by id: `old` and `new` as `evaluate --json` prints each, null where a file does not have the record."""

    def sides(slug: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
        return {"old": before.get(slug), "new": after.get(slug)}

    olds, news = old.as_data(), new.as_data()
    return {
        "known_on": news["known_on"],
        "on": news["on"],
        "deadlines": {
            slug: sides(slug, olds["deadlines"], news["deadlines"])
            for slug in changed_ids(old.deadlines, new.deadlines)
        },
        "policies": {slug: sides(slug, olds["policies"], news["policies"]) for slug in _changed_policies(old, new)},
    }


def _changed_policies(old: Evaluation, new: Evaluation) -> list[str]:
    def status(evaluation: Evaluation, slug: str) -> tuple[str | None] | None:
        return (evaluation.policies[slug].status,) if slug in evaluation.policies else None

    return [slug for slug in {**new.policies, **old.policies} if status(old, slug) != status(new, slug)]


def _as_of(known_on: date, on: date) -> str:
    as_of = f"As it stands on {date_words(on)}"
    return as_of if known_on == on else f"{as_of}, with what was known on {date_words(known_on)}"


def _state(outcome: DeadlineOutcome | None) -> str:
    if outcome is None:
        return "not in this file"
    said = [outcome.state]
    if outcome.due is not None:
        said.append(f"due {date_words(outcome.due_time or outcome.due)}")
    elif outcome.due_earliest is not None and outcome.due_latest is not None:
        said.append(f"due between {date_words(outcome.due_earliest)} and {date_words(outcome.due_latest)}")
    if outcome.remaining:
        said.append(f"{outcome.remaining} left")
    if outcome.discrepancy:
        said.append(outcome.discrepancy)
    return "; ".join(said)


def _status(policy: PolicyOutcome | None) -> str:
    if policy is None:
        return "not in this file"
    return policy.status or "nothing is known of it yet"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
