"""Without PyTorch and LightGBM no model is tested; the last lines of the run say so."""

from tests.learning import MISSING, TESTED_WITH_THEM

collect_ignore = list(TESTED_WITH_THEM) if MISSING else []
