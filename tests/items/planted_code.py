"""What people with a habit or a misconception write in the code track, by function and habit. None of it is all right."""

PLANTED = {
    "kr-score": {
        "divides by the target": "def kr_score(b, t, a): return a / t",
        "is not kept between 0 and 1": "def kr_score(b, t, a): return (a - b) / (t - b)",
        "serves rising numbers only": "def kr_score(b, t, a): return min(1, max(0, (a - b) / abs(t - b)))",
        "guesses where target equals baseline": (
            "def kr_score(b, t, a): return 0 if t == b else min(1, max(0, (a - b) / (t - b)))"
        ),
        "rounds": (
            "def kr_score(b, t, a):\n if t == b: raise ValueError()\n return round(min(1, max(0, (a-b)/(t-b))), 2)"
        ),
    },
    "band": {
        "uses round": (
            "def band(s):\n r = round(s, 1)\n return 'red' if r <= .3 else 'yellow' if r <= .6 else 'green'"
        ),
        "cuts": "def band(s): return 'red' if s < .4 else 'yellow' if s < .7 else 'green'",
        "converts the float, not its text": (
            "from decimal import *\ndef band(s):\n r = Decimal(s).quantize(Decimal('.1'), ROUND_HALF_UP)\n"
            " return 'red' if r <= Decimal('.3') else 'yellow' if r <= Decimal('.6') else 'green'"
        ),
        "shouts": "def band(s): return 'RED' if s < .35 else 'YELLOW' if s < .65 else 'GREEN'",
    },
    "objective-score": {
        "forgets the weights": "def objective_score(s, w=None): return sum(s) / len(s)",
        "divides by the count": (
            "def objective_score(s, w=None):\n w = w or [1] * len(s)\n return sum(x * y for x, y in zip(s, w)) / len(s)"
        ),
        "takes the weakest": "def objective_score(s, w=None): return min(s)",
    },
}
