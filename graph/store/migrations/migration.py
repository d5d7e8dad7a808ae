"""What a migration is."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.store.transaction import Writer


@dataclass(frozen=True, slots=True)
class Migration:
    """A step that may be repeated without harm: it can be cut short after any statement and is then run again.

    `apply` gets a writer whose statements are transactions of their own, because Neo4j does not mix schema and data
    in one.
    """

    number: int
    title: str
    apply: Callable[[Writer], None]

    @property
    def migration_id(self) -> str:
        """The key of its record: four digits."""
        return f"{self.number:04d}"
