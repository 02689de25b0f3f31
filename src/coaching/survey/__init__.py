"""Team surveys: scoring answers, judging how far the numbers can be trusted, and reporting without exposing anybody.

Read the files in this order; each is short.

1. ``reliability``  turning reversed items round, alpha, and the two signs of a wrong key
2. ``agreement``    do the people of a team agree (r_wg), and do teams differ (ICC)?
3. ``intervals``    how far a mean or a share of a few people can be off
4. ``scales``       which items belong together; our practice items, and a loader for a scale that you may use
5. ``privacy``      who is protected by what: the limits, the caps, and what subtraction could find
6. ``report``       one team's score, and a report over groups and waves

A blank answer is ``None`` (NaN is read as blank too). Every function says what it does with blanks. An error is one
sentence that says what is wrong, where, and how to mend it. Nothing here measures a person: scores are for teams.
"""

from coaching.survey.agreement import (
    MeanSquares,
    agreement_word,
    icc1,
    icc2,
    mean_squares,
    r_star,
    r_wg,
    r_wg_j,
    spearman_brown,
)
from coaching.survey.intervals import Estimate, mean_interval, share_interval
from coaching.survey.reliability import cronbach_alpha, item_total, reverse, straight_liners
from coaching.survey.report import Figure, Response, TeamReport, TeamScore, score_team, team_report
from coaching.survey.scales import Scale, ScaleItem, check_key, load_scale, practice_scale

__all__ = [
    "Estimate",
    "Figure",
    "MeanSquares",
    "Response",
    "Scale",
    "ScaleItem",
    "TeamReport",
    "TeamScore",
    "agreement_word",
    "check_key",
    "cronbach_alpha",
    "icc1",
    "icc2",
    "item_total",
    "load_scale",
    "mean_interval",
    "mean_squares",
    "practice_scale",
    "r_star",
    "r_wg",
    "r_wg_j",
    "reverse",
    "score_team",
    "share_interval",
    "spearman_brown",
    "straight_liners",
    "team_report",
]
