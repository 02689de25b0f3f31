"""Published tables that the figures of surveys and tests are checked with. One word a person, one digit an answer."""


def _rows(words: str) -> list[list[int]]:
    return [[int(digit) for digit in word] for word in words.split()]


BINARY = _rows(
    "11111111111 11111111010 10111111100 11101101100 11111000100 01101111000 11110010000 "
    "11111000000 01011000010 10010100000 11100000000 10010000000"
)
"""12 students, 11 questions: real-statistics.com, Kuder and Richardson formula 20, example 1."""

WORKSHEET = _rows(
    "1111111111 1111111101 1101111100 0111110101 1110111001 1110110100 0110110101 0111001010 1110100001 0100010010"
)
"""10 students, 10 questions: a classroom worksheet on item analysis, best student first."""

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""6 targets, 4 judges: Shrout and Fleiss (1979)."""
