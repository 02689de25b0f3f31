"""Who scores: processes of this machine, or a Dask cluster. Both take plain data and give plain data back."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from multiprocessing.util import Finalize
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from coaching.grading.handed_in import HandedIn

if TYPE_CHECKING:
    from coaching.grading.score import Options, Scored, Scorer
    from coaching.grading.snapshot import Snapshot

__all__ = ["LocalPool", "Pool"]

AHEAD = 3
"""Submissions on their way for each worker: enough that none waits, few enough that a cohort fits into the memory."""

TWICE = "Grading this submission ended the grader twice. It has no score; grade it by hand."

Outcome = tuple[HandedIn, "Scored | str"]
"""A submission, and its scores; or a sentence that says why there are none."""


class Pool(Protocol):
    """Scores submissions in any order. Used as a context."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def score(self, submissions: Iterable[HandedIn]) -> Iterator[Outcome]: ...


class LocalPool:
    """Processes of this machine."""

    def __init__(self, snapshot: Snapshot, options: Options, workers: int) -> None:
        self._snapshot, self._options, self._workers = snapshot, options, workers
        if _CAN_COPY:
            self._warm_up()
        self._executor = self._start(workers)
        self._executor.submit(os.getpid).result()  # all of them are started at the first task

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _warm_up(self) -> None:
        """Import and compile once what every worker needs, before they are copied from this process."""
        from coaching.grading.score import warm_up

        before = dict(os.environ)
        _as_a_grader()
        try:
            warm_up(self._snapshot, self._options)
        finally:
            os.environ.clear()
            os.environ.update(before)
        gc.collect()
        gc.freeze()  # pages that the collector does not touch stay shared

    def score(self, submissions: Iterable[HandedIn]) -> Iterator[Outcome]:
        """Score each; one whose worker dies is tried once more alone, and then given up with a sentence."""
        queue = iter(submissions)
        running: dict[Future[Scored | str], HandedIn] = {}
        suspects: list[HandedIn] = []
        broken = False
        while True:
            while not broken and len(running) < AHEAD * self._workers and (one := next(queue, None)) is not None:
                try:
                    running[self._executor.submit(_score, one)] = one
                except BrokenProcessPool:  # a worker has died since we last looked
                    suspects.append(one)
                    broken = True
            if not running and not broken:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                one = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(one)
                    broken = True
                else:
                    yield one, future.result()
            if broken and not running:
                self._executor.shutdown(wait=False)
                self._executor = self._start(self._workers)
                broken = False
        for one in suspects:
            yield one, self._alone(one)

    def _alone(self, one: HandedIn) -> Scored | str:
        with self._start(1) as executor:
            try:
                return executor.submit(_score, one).result()
            except BrokenProcessPool:
                return TWICE

    def _start(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("fork" if _CAN_COPY else "spawn")
        return ProcessPoolExecutor(workers, context, _begin, (self._snapshot, self._options))


_CAN_COPY = sys.platform.startswith("linux")
"""Whether a process can safely be copied with all that it has imported: that saves seconds for each."""


_scorer: Scorer | None = None


def _begin(snapshot: Snapshot, options: Options) -> None:
    """What a worker does first; it ends when the process that started it ends, even if that was killed."""
    global _scorer
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _scorer = new_scorer(snapshot, options)


def new_scorer(snapshot: Snapshot, options: Options) -> Scorer:
    """A scorer for this process, closed when the process ends."""
    from coaching.grading.score import Scorer

    _as_a_grader()
    scorer = Scorer(snapshot, options)
    Finalize(None, scorer.close, exitpriority=1)  # a copied process has no other end: atexit is not called in it
    return scorer


def _as_a_grader() -> None:
    """Let cells know that they are graded, as nbgrader does."""
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    os.environ.pop("JPY_SESSION_NAME", None)  # it would name a notebook whose answers are not these


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    with contextlib.suppress(Exception):
        if _scorer is not None:
            _scorer.close()
    os._exit(1)


def _score(handed_in: HandedIn) -> Scored | str:
    assert _scorer is not None
    return score_safely(_scorer, handed_in)


def score_safely(scorer: Scorer, handed_in: HandedIn) -> Scored | str:
    """The scores; where scoring fails for a reason nobody has thought of, a sentence, and the next one is scored."""
    try:
        return scorer.score(handed_in)
    except Exception as error:
        return f"Grading this submission failed ({type(error).__name__}: {error}). It has no score; please report it."
