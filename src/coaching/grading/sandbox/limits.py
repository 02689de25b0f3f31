"""What learners' code may use."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """What one submission's code may use. Memory is of each process, above what the imports take."""

    cell_seconds: int = 30
    submission_seconds: int = 60
    memory_mb: int = 512
    processes: int = 8
    disk_mb: int = 64
