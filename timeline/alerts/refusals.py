"""What a refusal says about the mailbox, by its status codes (RFC 3463) and SMTP codes (RFC 5321)."""

from __future__ import annotations

import re

from timeline.models import BounceKind

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s-])")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"@]+")
_NO_MAILBOX = frozenset({"550", "551", "553"})

_GONE = {
    # The address, but for 5.1.7 and 5.1.8, which are about the sender's.
    "1": lambda detail: detail not in {"7", "8"},
    # The mailbox, but for a full one, a mail that is too long for it, and a list that does not expand.
    "2": lambda detail: detail not in {"2", "3", "4"},
    # There is no host for the domain. A loop and a mail that waited too long are not the mailbox's fault.
    "4": lambda detail: detail not in {"6", "7"},
}


def judge(status: str, words: str) -> BounceKind:
    """Whether a refusal is for good, by its enhanced status where there is one and what the server said.

    For good is only what is about the address or the mailbox itself: policy (x.7), content and a full mailbox pass.
    """
    for text in (status, words):
        found = _ENHANCED.search(text)
        if found is None or (found[2], found[3]) == ("0", "0"):
            continue
        is_gone = found[1] == "5" and found[2] in _GONE and _GONE[found[2]](found[3])
        return BounceKind.PERMANENT if is_gone else BounceKind.TEMPORARY
    if status.startswith("4."):
        return BounceKind.TEMPORARY
    reply = _REPLY.search(words)
    return BounceKind.PERMANENT if reply is not None and reply[1] in _NO_MAILBOX else BounceKind.TEMPORARY


def without_addresses(text: str) -> str:
    """The words without the mailboxes that mail servers like to repeat in them, for what outlives a subscriber: logs, histories."""
    return _ADDRESS.sub("…", text)


def says_anything(words: str) -> bool:
    """Whether there is a code in it to judge by."""
    return bool(_ENHANCED.search(words) or _REPLY.search(words))
