"""The words of a text as search and checks compare them: lower case, no stop words, stemmed (PyStemmer, English)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_WORD = re.compile(r"[a-z0-9]+(?:[.'][a-z0-9]+)*")
STOP_WORDS = frozenset(
    """
    a an and are as at be been but by can could did do does doing for from had has have having he her his how i if
    in into is it its just me my of on or our out over she should so some such than that the their them then there
    these they this those to too up was we were what when where which while who whom why will with would you your
    about get got really actually like okay ok well please tell explain
    """.split()
)


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    """Return the stems of the content words of ``text``, in order."""
    found = [word for word in _WORD.findall(text.lower().replace("’", "'")) if word not in STOP_WORDS]
    return list(_stemmer().stemWords(found))
