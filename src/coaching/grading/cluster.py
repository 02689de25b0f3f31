"""Score on a Dask cluster: an optional extra, for cohorts that one machine grades too slowly.

The cluster gets snapshots and submissions, and gives scores; the gradebook stays here. A snapshot holds the keys and a
submission holds a person's words, so the cluster must be the coach's own, and its addresses not open to others. At the
end its workers forget both.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from coaching.grading.handed_in import HandedIn
from coaching.grading.pool import AHEAD, TWICE, Outcome, new_scorer, score_safely
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from coaching.grading.pool import Pool
    from coaching.grading.score import Options, Scored, Scorer
    from coaching.grading.snapshot import Snapshot

__all__ = ["ClusterPool", "cluster_pool"]

ANSWER = 10.0
"""Seconds that a scheduler has to answer the first time."""

PATIENCE = 60.0
"""Seconds to wait for workers to come back when all have gone; Dask's nannies replace one within a few."""


def cluster_pool(address: str) -> Callable[[Snapshot, Options], Pool]:
    """What makes a pool of the cluster whose scheduler listens at `address`, such as tcp://127.0.0.1:8786.

    Raises:
        CourseProblem: Dask is not installed.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise CourseProblem("Scoring on a cluster needs Dask: pip install 'safe-to-stretch[cluster]'.") from None
    return lambda snapshot, options: ClusterPool(address, snapshot, options)


class ClusterPool:
    """The workers of a Dask cluster; each keeps one scorer for the snapshot.

    Raises:
        CourseProblem: nobody answers at the address; it has no workers, or they lack this package; or code is to run
            without a wall, which is for a machine that one sits at.
    """

    def __init__(self, address: str, snapshot: Snapshot, options: Options) -> None:
        import dask
        from distributed import Client

        if options.trust:
            raise CourseProblem("A cluster runs code only behind a wall: leave out --trust-code, or --scheduler.")
        # A submission may be large, and Dask would give advice about that.
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "100 MB"})
        try:
            self._client: Any = Client(address, timeout=ANSWER)
        except (OSError, ValueError) as error:
            raise CourseProblem(f"No Dask scheduler answers at {address} ({type(error).__name__}).") from None
        try:
            self._look_at_the_workers(address)
        except BaseException:
            self._client.close()
            raise
        self._options, self._snapshot = options, snapshot
        self._there = self._sent()

    def _look_at_the_workers(self, address: str) -> None:
        try:
            there = self._client.run(_forget)
        except Exception as error:
            raise CourseProblem(
                f"The workers at {address} cannot grade ({type(error).__name__}: {error}). "
                "Install the same version of this package where they run."
            ) from error
        if not there:
            raise CourseProblem(f"The Dask scheduler at {address} has no workers. Start some: dask worker {address}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # what is over is over
            self._there.release()
            self._client.run(_forget)
        self._client.close()

    def score(self, submissions: Iterable[HandedIn]) -> Iterator[Outcome]:
        """Score each, in the order in which the workers are done.

        When a worker dies, Dask gives its work to others, and after a few deaths takes all of it for the cause. So each
        of these is tried once more alone, and only then given up with a sentence.

        Raises:
            CourseProblem: the scheduler has gone, or all workers have and none came back.
        """
        from distributed import KilledWorker

        queue = iter(submissions)
        running: dict[Any, HandedIn] = {}
        suspects: list[HandedIn] = []
        while True:
            ahead = AHEAD * max(1, len(self._client.nthreads()))
            while len(running) < ahead and (one := next(queue, None)) is not None:
                running[self._submit(one)] = one
            if not running:
                break
            for future in self._some_done(running):
                one = running.pop(future)
                try:
                    yield one, future.result()
                except KilledWorker:
                    suspects.append(one)
        for one in suspects:
            self._there = self._sent()  # which may itself have been taken for a cause
            future = self._submit(one)
            self._some_done([future])
            try:
                yield one, future.result()
            except KilledWorker:
                yield one, TWICE

    def _sent(self) -> Any:
        """The snapshot on the cluster: a task and not a piece of data, which Dask makes again when its worker dies."""
        return self._client.submit(_given, self._snapshot, pure=False)

    def _submit(self, one: HandedIn) -> Any:
        return self._client.submit(_score_there, self._there, self._options, one, pure=False)

    def _some_done(self, running: Iterable[Any]) -> Iterable[Any]:
        """Those that are done, as soon as there are any."""
        from concurrent.futures import CancelledError

        from distributed import wait

        seen = time.monotonic()
        while True:
            try:
                done: Iterable[Any] = wait(list(running), timeout=2, return_when="FIRST_COMPLETED").done
                return done
            except TimeoutError:
                if self._client.nthreads():
                    seen = time.monotonic()
                elif time.monotonic() - seen > PATIENCE:
                    raise CourseProblem(
                        "All workers of the cluster have gone. What is done is kept: start workers, and run this again."
                    ) from None
            except CancelledError:
                raise CourseProblem(
                    "The cluster's scheduler has gone. What is done is kept: start it, and run this again."
                ) from None


# --- in a worker -----------------------------------------------------------------------------------------------------

_scorers: dict[str, Scorer] = {}
_one_at_a_time = threading.Lock()
"""A scorer works in the folder of its process, so a worker with several threads is no faster than one with one."""


def _given(snapshot: Snapshot) -> Snapshot:
    return snapshot


def _score_there(snapshot: Snapshot, options: Options, handed_in: HandedIn) -> Scored | str:
    with _one_at_a_time:
        if snapshot.id not in _scorers:
            _close_all()
            _scorers[snapshot.id] = new_scorer(snapshot, options)
        return score_safely(_scorers[snapshot.id], handed_in)


def _forget() -> None:
    """Let go of keys, sandbox and files, unless something is being scored at this moment."""
    if _one_at_a_time.acquire(blocking=False):
        try:
            _close_all()
        finally:
            _one_at_a_time.release()


def _close_all() -> None:
    while _scorers:
        _scorers.popitem()[1].close()
