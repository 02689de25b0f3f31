"""The four levels by which a person reads a reflection, in the words that reader and learner share."""

__all__ = ["LEVELS", "level_of"]

LEVELS = (
    ("Restates", "terms from the lesson, but no situation of your own"),
    ("Describes", "a situation of your own; what made people act so stays open, or the text only praises or blames"),
    ("Explains", "the situation, tied to a mechanism of the lesson, with what you saw and one limit of your reading"),
    ("Tests", "all of that, and a next step: who, by when, the sign that it fails, and what would change your mind"),
)


def level_of(score: float, maximum: float) -> str:
    """The level that a reader's score stands for, as "2 of 4 · Describes: …"; no level for 0.

    One level is a quarter of the points; a score between two levels stands for the lower one.
    """
    if maximum <= 0 or score <= 0:
        return ""
    level = min(len(LEVELS), max(1, int(score / maximum * len(LEVELS) + 1e-9)))
    name, means = LEVELS[level - 1]
    return f"{level} of {len(LEVELS)} · {name}: {means}"
