"""What is wrong with a count, in the reader's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import timeline.counting
from tests.timeline.counting.abuse import ABUSES, Abuse
from timeline.counting import CountingError, Question, QuestionError, answer, error_words, parse_edtf, parse_period
from timeline.counting.explain.german_errors import ERRORS

SOURCE = "".join(
    node.value
    for path in sorted(Path(timeline.counting.__file__).parent.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text()))
    if "explain" not in path.parts and isinstance(node, ast.Constant) and isinstance(node.value, str)
)


@pytest.mark.parametrize("english", ERRORS)
def test_a_message_that_german_has_words_for_is_one_there_is(english: str) -> None:
    pieces = [piece for piece in re.split(r"\{\w+\}", english) if len(piece) > 8]
    assert [piece for piece in pieces if piece not in SOURCE] == []


@pytest.mark.parametrize("english", ERRORS)
def test_a_german_message_keeps_to_what_its_english_one_knows(english: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", ERRORS[english])) <= set(re.findall(r"\{(\w+)\}", english))


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES.keys())
def test_whatever_the_calculator_refuses_it_refuses_in_german(abuse: Abuse) -> None:
    asked = {name: text for name, text in abuse.asked.items() if name in Question._fields}
    try:
        answer(Question(**{"start": "", "period": "", "convention": "calendar-days", **asked}))
    except QuestionError as error:
        assert [fault for fault in error.faults.values() if error_words(fault, "de")[1] != "de"] == []


@pytest.mark.parametrize("text", ["", "2025-13-01", "2025-02-30", "0000", "2025-01-20T25:00", "x" * 99])
def test_a_date_that_is_none_is_refused_in_german(text: str) -> None:
    with pytest.raises(CountingError) as refused:
        parse_edtf(text)
    said, language = error_words(str(refused.value), "de")
    assert language == "de" or "not understood" in said or "allowed are" in said


def test_english_stays_as_it_is_and_so_does_what_german_has_no_words_for() -> None:
    with pytest.raises(CountingError) as refused:
        parse_period("soon")
    assert error_words(str(refused.value), "en") == (str(refused.value), "en")
    assert error_words("the moon is full", "de") == ("the moon is full", "en")
