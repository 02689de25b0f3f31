"""Score on a Dask cluster: an optional extra, for cohorts that one machine grades too slowly.

The cluster gets snapshots and submissions, and gives scores; the gradebook stays here. A snapshot holds the keys and a
submission holds a person's words, so the cluster must be the coach's own, and its addresses not open to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from coaching.grading.handed_in import HandedIn
from coaching.grading.pool import AHEAD, Outcome, new_scorer, score_safely
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from coaching.grading.pool import Pool
    from coaching.grading.score import Options, Scored, Scorer
    from coaching.grading.snapshot import Snapshot

__all__ = ["ClusterPool", "cluster_pool"]


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
    """The workers of a Dask cluster; each keeps one scorer for each snapshot.

    Raises:
        CourseProblem: nobody answers at the address.
    """

    def __init__(self, address: str, snapshot: Snapshot, options: Options) -> None:
        from distributed import Client

        try:
            self._client: Any = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise CourseProblem(f"No Dask scheduler answers at {address} ({type(error).__name__}).") from None
        self._options = options
        self._snapshot = self._client.scatter(snapshot, broadcast=True, hash=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def score(self, submissions: Iterable[HandedIn]) -> Iterator[Outcome]:
        """Score each, in the order in which the workers are done. A submission that ends its worker time and again is
        given up with a sentence, as Dask itself does after a few tries."""
        from distributed import as_completed

        queue = iter(submissions)
        running: dict[str, HandedIn] = {}
        done = as_completed()
        while True:
            ahead = AHEAD * max(1, len(self._client.scheduler_info()["workers"]))
            while len(running) < ahead and (one := next(queue, None)) is not None:
                future = self._client.submit(_score_there, self._snapshot, self._options, one, pure=False, retries=0)
                running[future.key] = one
                done.add(future)
            if not running:
                return
            future = next(done)
            one = running.pop(future.key)
            if future.status == "finished":
                yield one, future.result()
            else:
                said = type(future.exception()).__name__
                yield one, f"Grading this submission ended its worker ({said}). It has no score; grade it by hand."


_scorers: dict[str, Scorer] = {}


def _score_there(snapshot: Snapshot, options: Options, handed_in: HandedIn) -> Scored | str:
    """Runs in a worker, which must have one thread only: a scorer works in the folder of its process."""
    if snapshot.id not in _scorers:
        for old in list(_scorers):
            _scorers.pop(old).close()
        _scorers[snapshot.id] = new_scorer(snapshot, options)
    return score_safely(_scorers[snapshot.id], handed_in)
