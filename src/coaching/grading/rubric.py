"""The four levels by which a person reads a reflection, in the words that reader and learner share."""

__all__ = ["LEVELS", "level_of"]

LEVELS = (
    ("Restates", "repeats terms, with no situation of one’s own"),
    ("Describes", "a situation of one’s own, without a mechanism, or with praise or blame alone"),
    ("Explains", "links the situation to a mechanism from the module, names evidence and one limit"),
    (
        "Tests",
        "explains, and adds a next action with owner, date, the signal that would show it failed, and what would "
        "change one’s mind",
    ),
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
