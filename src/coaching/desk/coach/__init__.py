"""The coach's desk: what a cohort did, what it has not understood yet, and what to do about it.

`desk` has the pages that the notebook shows. Start reading at `cohort`: everything is made from it.
"""
