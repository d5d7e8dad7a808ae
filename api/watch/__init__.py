"""The worker: loads new deliveries, evaluates the rules and tells others, on a schedule and once for all workers."""

from api.watch.turn import After, Turn, Watching
from api.watch.worker import work

__all__ = ["After", "Turn", "Watching", "work"]
