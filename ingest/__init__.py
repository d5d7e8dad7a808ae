"""From files to the graph: read, check, resolve and load, with nothing lost on the way."""

from ingest.load import load
from ingest.options import LoadOptions
from ingest.read.template_files import write_templates
from ingest.rejects import list_rejects
from ingest.replay import replay_rejects
from ingest.report import LoadReport, Reject, TableCount

__all__ = [
    "LoadOptions",
    "LoadReport",
    "Reject",
    "TableCount",
    "list_rejects",
    "load",
    "replay_rejects",
    "write_templates",
]
