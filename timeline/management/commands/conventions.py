"""`manage.py conventions`: every counting convention, with examples counted on the spot."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from timeline.counting import CatalogueEntry, catalogue, moment_text

WIDTH = 100


class Command(BaseCommand):
    help = "List the counting conventions with their citations, rules, calendars and worked examples."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = catalogue()
        if options["json"]:
            self.stdout.write(json.dumps([_data(entry) for entry in entries], ensure_ascii=False, indent=2))
            return
        for entry in entries:
            self.stdout.write(f"{entry.convention.id}: {entry.convention.name} ({entry.convention.citation})")
            self.stdout.write(textwrap.indent(textwrap.fill(entry.convention.rules, WIDTH - 2), "  "))
            if entry.convention.calendar:
                self.stdout.write(f"  Calendar: {entry.convention.calendar}, {entry.coverage}")
            for example, answer in entry.examples:
                back = " back" if example.direction == "before" else ""
                calendar = f", {example.calendar}" if example.calendar else ""
                source = f" [{example.source}]" if example.source else ""
                self.stdout.write(
                    f"  {example.period}{back} from {example.start}{calendar}: {moment_text(answer.result)}{source}"
                )
            self.stdout.write("")


def _data(entry: CatalogueEntry) -> dict[str, Any]:
    convention = entry.convention
    return {
        "id": convention.id,
        "name": convention.name,
        "citation": convention.citation,
        "rules": convention.rules,
        "units": sorted(convention.units),
        "directions": sorted(convention.directions),
        "calendar": convention.calendar,
        "coverage": entry.coverage,
        "timezone": convention.timezone,
        "valid_from": moment_text(convention.valid_from),
        "valid_to": moment_text(convention.valid_to),
        "examples": [{**example._asdict(), "result": moment_text(answer.result)} for example, answer in entry.examples],
    }
