"""Counting conventions in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.counting import Convention, convention_citation, convention_name, convention_rules, conventions

from .words import language


@dataclass(frozen=True, slots=True)
class ConventionWords:
    id: str
    name: str
    citation: str
    rules: str


def convention_in_words(convention: Convention) -> ConventionWords:
    name, rules = convention_name(convention, language()), convention_rules(convention, language())
    return ConventionWords(convention.id, name, convention_citation(convention, language()), rules)


def conventions_in_words() -> list[ConventionWords]:
    """All of them, in their order."""
    return [convention_in_words(convention) for convention in conventions()]
