"""From files to text in the schema's columns; each format is recognised by what is in the file, not by its name."""

from ingest.read.deliver import read_delivery, read_waiting
from ingest.read.raw import Delivery, RawTable, Sheet

__all__ = ["Delivery", "RawTable", "Sheet", "read_delivery", "read_waiting"]
