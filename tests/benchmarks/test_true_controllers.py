"""How many true controllers of a synthetic world are found by what is registered, and why the others are not."""

from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds
from tests.unit.ownership.controlled_world import controllers, found_controller, fronted

ENTERPRISES = 20_000
SEED = 5
CONTAGION = 0.5


def test_true_controllers(record: Recorder) -> None:
    """Precision and recall against the truth; every miss has a nominee between."""
    world = (SEED, record.scaled(ENTERPRISES, 600), CONTAGION)
    control, truth, ids = controllers(*world)
    fronts = fronted(*world)
    with peak_memory() as peak:
        taken = seconds(lambda: control.ultimate)
    found = [found_controller(control, ids, company) for company in range(len(truth))]
    right = sum(told is not None and told == row["controller"] for told, row in zip(found, truth, strict=True))
    for company, (told, row) in enumerate(zip(found, truth, strict=True)):
        if told != row["controller"]:
            assert fronts & {company, *control.controllers_of(company).tolist()}, f"{row} is not explained"
    told_count = sum(told is not None for told in found)
    true_count = sum(row["controller"] is not None for row in truth)
    size = f"{len(truth):,} enterprises, {true_count:,} with a controller"
    note = f"{true_count - right:,} true controllers are not found, each behind a nominee."
    record.keep(
        *(
            Measurement(
                claim="control", figure=figure, value=right / whole, unit="of 1", size=size, seed=SEED, wall_s=taken,
                peak_mib=peak.mib, note=note,
            )
            for figure, whole in (("true controllers: precision", told_count), ("true controllers: recall", true_count))
        )
    )  # fmt: skip
