"""What is measured and how: seconds of ways that take turns, quantiles, peak memory, and one JSON line per figure."""

import gc
import json
import os
import statistics
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

GIB: Final = 2**30
RESULTS: Final = Path("build/benchmarks/results.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One figure of a claim, and the plain way to the same result timed in the same run.

    `value` and `plain` are in `unit`; a unit "…/s" or "of 1" is better when greater, any other when smaller. `target`
    is what `value` must reach, `target_ratio` how many times better than the plain way it must be. `wall_s` is the time
    of everything measured for `value`; `peak_mib` the largest resident memory of this process meanwhile, or of the
    process measured.
    """

    claim: str
    figure: str
    value: float
    unit: str
    database: str = ""
    size: str = ""
    seed: int = 0
    wall_s: float = 0.0
    peak_mib: float = 0.0
    repeats: int = 1
    plain: float | None = None
    plain_way: str = ""
    target: float | None = None
    target_ratio: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the plain way; None where there is none."""
        if not self.plain or not self.value:
            return None
        return self.value / self.plain if self.greater_is_better else self.plain / self.value

    @property
    def greater_is_better(self) -> bool:
        return self.unit.endswith("/s") or self.unit == "of 1"

    def missed(self) -> list[str]:
        """What was asked for and not reached, as sentences."""
        found = []
        if self.target is not None and (self.value < self.target) == self.greater_is_better:
            found.append(f"{self.figure} is {self.value:,.3g} {self.unit}, asked for {self.target:,.3g}")
        if self.target_ratio is not None and (self.ratio or 0) < self.target_ratio:
            found.append(f"{self.figure} is {self.ratio or 0:.2f} × the plain way, asked for {self.target_ratio:g} ×")
        return [f"{self.claim} on {self.database or 'this machine'}: {said}" for said in found]


@dataclass(slots=True)
class Recorder:
    """Keeps the measurements of a run; at full scale a missed target fails the benchmark that missed it."""

    file: Path
    scale: float
    kept: list[Measurement] = field(default_factory=list)

    def keep(self, *measurements: Measurement) -> None:
        """Write one line each, and only then fail for those that miss their target."""
        self.kept += measurements
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as lines:
            for measurement in measurements:
                line = asdict(measurement) | {"ratio": measurement.ratio, "missed": measurement.missed()}
                lines.write(json.dumps(line | machine() | {"scale": self.scale}, ensure_ascii=False) + "\n")
        if self.scale >= 1:
            assert [said for measurement in measurements for said in measurement.missed()] == []

    def scaled(self, size: int, at_least: int) -> int:
        """A size at this run's scale."""
        return max(at_least, round(size * self.scale))


def machine() -> dict[str, Any]:
    """What a reader must know of the machine to compare figures, and the day."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB),
        "load_average": round(os.getloadavg()[0], 1),
        "taken_on": date.today().isoformat(),
    }


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, garbage of earlier work not counted."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(repeats: int, ways: Mapping[str, Callable[[], T]], once: Collection[str] = ()) -> dict[str, list[T]]:
    """What each way measures, `repeats` times: the ways take turns, and every second round goes backwards.

    Ways in `once` are too slow for that and take part in the first round only.
    """
    found: dict[str, list[T]] = {name: [] for name in ways}
    for turn in range(repeats):
        for name, way in list(ways.items())[:: -1 if turn % 2 else 1]:
            if not turn or name not in once:
                found[name].append(way())
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


median = statistics.median


@dataclass(slots=True)
class Peak:
    """The largest resident memory of this process in a block."""

    mib: float = 0.0


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Measures a block; the kernel's high-water mark is set back at its start."""
    peak = Peak()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    yield peak
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak.mib = int(status.split("VmHWM:")[1].split()[0]) / 1024
