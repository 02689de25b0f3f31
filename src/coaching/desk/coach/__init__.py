"""The coach's desk: what a cohort did, what it has not understood yet, and what to do about it."""
