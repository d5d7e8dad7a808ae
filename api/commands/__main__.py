"""`python -m api.commands`: the same as `ringfence`."""

import sys

from api.commands import main

sys.exit(main())
