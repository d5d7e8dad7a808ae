"""How far a long stress run has come."""

from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]
"""What is worked on, how much of it is done, and of how much."""
