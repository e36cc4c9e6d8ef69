"""Why a page is not shown. Each carries one sentence for the reader."""

from __future__ import annotations


class BadValue(Exception):
    """A value in the address cannot be used: answered with 400."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class NotShown(Exception):
    """There is no such record for readers, or there was none on that day: answered with 404."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def shortened(value: str, length: int = 40) -> str:
    """A reader's value as a message may quote it."""
    return value if len(value) <= length else f"{value[:length]}…"
