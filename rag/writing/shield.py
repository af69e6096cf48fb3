"""Texts to what is safe to send and to show: nothing hidden, and only the forms that we print."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = ("Cf", "Cc", "Co", "Cs", "Cn")  # categories of characters that nobody sees
_LINK = re.compile(
    r"https?:|ftp:|www\.|mailto:|javascript:|data:\w+/|!\[|\]\(|\]\[|\S@\S|<[a-z!/][^>]*>?|&#|"
    r"\b[a-z0-9-]+\.(?:com|org|net|io|co|uk|gov|example|test|info|xyz|dev|app|ru|cn|ly|me)\b(?!\s[A-Z])",
    re.IGNORECASE,
)
_CODE = re.compile(r"```|[][{}]|\|.*\||<\|", re.DOTALL)
_TALKS = re.compile(r"\b(?:you|your|yours|yourself|I|I'm|my|me|we|our|us)\b(?!\.)", re.IGNORECASE)


def visible(text: str) -> str:
    """A text without the characters that nobody sees."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _HIDDEN)


def plain_text(text: str) -> str:
    """A text to be sent as material: nothing hidden, and no mark of a tag."""
    return visible(text).replace("<", "‹").replace(">", "›")


def unfit_to_show(text: str) -> str:
    """Why the words of a model may not be shown whatever they rest on; empty where they may.

    They are prose that tells what was found: no link, no markup, nothing said to the reader.
    """
    own = re.sub(r"“[^”]*”", " ", text)
    if _LINK.search(text):
        return "it holds a link or an address"
    if _CODE.search(text):
        return "it is not plain prose"
    if own.rstrip().endswith("?"):
        return "it asks; tell what was found"
    return "it speaks of you or me; tell what was found" if _TALKS.search(own) else ""
