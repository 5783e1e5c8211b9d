"""How an answer would sound: time, fillers, hedges, length of sentences, opening and close.

Pure text, no score of right.

Where the ranges come from:
- speaking time at 150 words a minute, between lectures (140) and radio monologues (160): Tauroza and Allison 1990,
  "Speech rates in British English", Applied Linguistics 11(1);
- fillers: about 6 disfluencies in 100 words are ordinary in conversation: Bortfeld, Leon, Bloom, Schober and Brennan
  2001, "Disfluency rates in conversation", Language and Speech 44(2);
- sentences of 15 to 20 words on average are easy to follow: Cutts, "Oxford Guide to Plain English".
"""

from __future__ import annotations

import re
from collections import Counter

from chatbot.coaching.speech import seconds
from chatbot.documents.sentences import sentences
from chatbot.types import Delivery
from chatbot.words import words

ORDINARY_FILLERS = 6.0
"""Per 100 words."""
LONG_SENTENCE = 25.0
LONG_ANSWER_SECONDS = 150.0
SHORT_ANSWER_WORDS = 25

# "like", "well", "right", "so" and "kind of" are fillers in some places only.
_FILLERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("um", re.compile(r"\b(?:u+m+|e+rm+|hm+)\b", re.I)),
    ("uh", re.compile(r"\b(?:u+h+|er|ah+)\b", re.I)),
    ("you know", re.compile(
        r"(?:^|[,.;] ?|\b(?:it's|is|so|and|but|the|a) )you know\b"
        r"(?=[,.]|\s+(?!how|what|that|the|if|why|which))", re.I,
    )),
    ("I mean", re.compile(r"(?:^|[.,;!?]\s*|\b(?:and|but|so)\s+)i mean\b", re.I | re.M)),
    ("like", re.compile(
        r",\s*like,|\b(?:it's|was|is|were|are|and|just|so|be)\s+like\b"
        r"(?!\s+(?:a|an|the|this|that|in)\b)|^like,", re.I | re.M,
    )),
    ("basically", re.compile(r"\bbasically\b", re.I)),
    ("actually", re.compile(r"(?:^|[.!?]\s+|,\s*)actually\b,?", re.I)),
    ("sort of", re.compile(r"(?<!what )(?<!this )(?<!that )(?<!the )(?<!a )(?<!any )(?<!some )\bsort of\b", re.I)),
    ("kind of", re.compile(
        r"(?<!what )(?<!this )(?<!that )(?<!the )(?<!a )(?<!any )(?<!some )"
        r"(?<!one )(?<!another )(?<!each )\bkind of\b", re.I,
    )),
    ("well", re.compile(r"(?:^|[.!?]\s+|,\s*)well,", re.I)),
    ("right?", re.compile(r",\s*right\?", re.I)),
    ("okay so", re.compile(r"\b(?:ok|okay),? so\b", re.I)),
)  # fmt: skip
_HEDGES = re.compile(
    r"\b(i think|i guess|i believe|i suppose|probably|maybe|perhaps|somehow|i'm not (?:quite |really |entirely )?sure|"
    r"not (?:quite |really )?sure|or something(?: like that)?|if i remember(?: correctly| right)?|as far as i know)\b",
    re.I,
)
_CLOSE = re.compile(
    r"\b(so overall|overall|in short|to sum|in summary|that's why|that is why|so i'd|"
    r"i'd (?:start|choose|use|go|check|pick)|"
    r"in practice|the upshot|so the|bottom line|which is why|rule of thumb)\b",
    re.I,
)
_SIGNPOST = re.compile(
    r"\b(first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|then|next|because|so|therefore|for example|for instance|"
    r"but|whereas|while|in contrast|on the other hand|the reason|in practice)\b",
    re.I,
)


def delivery(question: str, answer: str) -> Delivery:
    """Describe how the answer sounds; the notes say what to change, with the range it is compared with."""
    count = len(answer.split())
    cut = sentences(answer)
    fillers = {name: len(found) for name, pattern in _FILLERS if (found := pattern.findall(answer))}
    hedges = dict(Counter(match.lower() for match in _HEDGES.findall(answer)))
    length = count / len(cut) if cut else 0.0
    return Delivery(
        words=count,
        seconds=round(seconds(answer), 1),
        fillers=fillers,
        hedges=hedges,
        sentence_words=round(length, 1),
        opens_with_answer=_opens(question, cut),
        closes=bool(cut) and len(cut) > 1 and bool(_CLOSE.search(cut[-1])),
        notes=_notes(count, sum(fillers.values()), sum(hedges.values()), length, answer),
    )


def signposts(answer: str) -> int:
    """Count the different words that tell a listener how the parts hang together."""
    return len({found.lower() for found in _SIGNPOST.findall(answer)})


def _opens(question: str, cut: list[str]) -> bool:
    """Tell whether the first two sentences speak of what was asked, and not only of the asking."""
    asked, said = set(words(question)), words(" ".join(cut[:2]))
    return bool(asked & set(said)) and len(set(said) - asked) >= 3


def _notes(count: int, fillers: int, hedges: int, length: float, answer: str) -> tuple[str, ...]:
    notes: list[str] = []
    per_hundred = 100 * fillers / count if count else 0.0
    if fillers >= 2 and per_hundred > ORDINARY_FILLERS:
        notes.append(
            f"{fillers} fillers in {count} words; about 6 in 100 are ordinary in conversation (Bortfeld et al. 2001). "
            "A pause sounds surer."
        )
    if hedges >= 3:
        notes.append(f"{hedges} hedges: keep them for what is really uncertain.")
    if length > LONG_SENTENCE:
        notes.append(
            f"Sentences of {length:.0f} words on average; 15 to 20 are easier to follow "
            "(Oxford Guide to Plain English)."
        )
    if seconds(answer) > LONG_ANSWER_SECONDS:
        notes.append(
            f"About {seconds(answer) / 60:.1f} minutes aloud: an interviewer may interrupt; aim for one to two."
        )
    if count < SHORT_ANSWER_WORDS:
        notes.append("Very short: one more sentence on why or when would show that you understand it.")
    return tuple(notes)
