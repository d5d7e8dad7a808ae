"""Sends what is due in a process of its own: `python -m tests.conformance.sending ADDRESS USER FOLDER`."""

import os
import sys
from pathlib import Path

from api.notify.deliver import deliver_due
from graph.store import open_store
from tests.conformance.telling import Clock, outgoing

if __name__ == "__main__":
    address, user, folder = sys.argv[1:]
    sys.stdin.read()  # until the receiver knows this process
    with open_store(address, user=user or None, password=os.environ["SENDING_PASSWORD"] or None) as store:
        deliver_due(store, outgoing(Path(folder), timeout_s=5.0), Clock())
