"""Nicknames: all that is known of a learner, so they have to be fit to stand on a wall."""

from __future__ import annotations

import re
import unicodedata

from ssl_demo.errors import UserError

LONGEST = 24
FORBIDDEN = frozenset("<>&\"'`\\|")
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0\U000e0100-\U000e01ef]")
"""Letters, marks and symbols that draw nothing: joiners, fillers and variation selectors."""
EMOJI_SELECTOR = "\ufe0f"
"""Follows some emoji and changes only how they are drawn."""
LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts that share the looks of many letters."""
STACKED = re.compile("[ne]{3}")
"""Three marks, nonspacing or enclosing, on one letter: they run over the lines around them."""


def tidy_nickname(text: str) -> str:
    """The nickname in one spelling. Raises UserError, with what to change, for one that could not be shown as typed."""
    if len(text) > 4 * LONGEST:
        raise UserError(f"A nickname has at most {LONGEST} characters; choose a shorter one.")
    name = " ".join(unicodedata.normalize("NFKC", text).replace(EMOJI_SELECTOR, "").split())
    if not name:
        raise UserError("Type a nickname; it need not be your real name.")
    if len(name) > LONGEST:
        raise UserError(f"A nickname has at most {LONGEST} characters; choose a shorter one.")
    kinds = [unicodedata.category(sign) for sign in name]
    # C: control signs, marks that turn the direction of writing, unassigned and private ones.
    if UNSEEN.search(name) or any(kind[0] == "C" for kind in kinds):
        raise UserError("This nickname holds invisible signs; type it with letters, digits and spaces.")
    if STACKED.search("".join(kind[1] if kind[0] == "M" else " " for kind in kinds)):
        raise UserError("This nickname piles marks on a letter; leave some out.")
    if len({unicodedata.name(sign, "").split(" ")[0] for sign in name} & LOOK_ALIKE) > 1:
        raise UserError("This nickname mixes letters that look alike; use letters of one script.")
    if FORBIDDEN & set(name):
        raise UserError("A nickname can't hold any of < > & \" ' ` \\ |; leave them out.")
    if not any(sign.isalnum() for sign in name):
        raise UserError("A nickname needs a letter or a digit.")
    return name


def same_nickname(one: str, other: str) -> bool:
    """Whether people would take one for the other."""
    return one.casefold() == other.casefold()
