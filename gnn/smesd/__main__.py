"""`python -m gnn.smesd --data DIR --out FILE`: probabilities of bankruptcy for the test split of a folder."""

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scipy.special import expit

from gnn.evaluate.intervals import Estimate
from gnn.models.risk_model import Learnt
from gnn.models.settings import ModelSettings
from gnn.smesd.compare import compare, figures
from gnn.smesd.model import SETTINGS, Foretold, foretell, gain_of_network, learn_splits, without_network
from gnn.smesd.read import Files, read_files
from gnn.smesd.samples import build_samples
from graph.errors import RingfenceError


def main(arguments: Sequence[str] | None = None, settings: ModelSettings = SETTINGS) -> int:
    """Write company_id and probability of the test split; exit code 0, or 1 with what was wrong on standard error."""
    options = _options(arguments)
    try:
        files = read_files(options.data)
        samples = build_samples(files)
        learnt = learn_splits(samples, replace(settings, seed=options.seed))
        foretold = foretell(samples, learnt)
        _write_predictions(options.out, foretold)
        told = _told(learnt, foretold, options.seed)
        if options.report is not None:
            _write_report(options.report, {**told, "compared": _compared(files, options.seed)})
    except RingfenceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"Cannot write {error.filename}. Name a file that may be written. · 无法写入{error.filename}。\n"
        )
        return 1
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m gnn.smesd", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four CSV files · 四个CSV所在文件夹")
    parser.add_argument("--out", type=Path, required=True, help="CSV with company_id, probability · 预测结果")
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn · 随机种子")
    parser.add_argument("--report", type=Path, help="JSON that compares families of features too · 特征比较报告")
    return parser.parse_args(arguments)


def _write_predictions(path: Path, foretold: Foretold) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["company_id", "probability"])
        writer.writerows(
            (company_id, repr(float(one))) for company_id, one in zip(foretold.ids, foretold.probability, strict=True)
        )


def _write_report(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _told(learnt: Learnt, foretold: Foretold, seed: int) -> dict[str, Any]:
    """Figures are of validation; weights and calibration were learnt from other rows than they are measured on."""
    measured, model = learnt.validation, learnt.model
    by_model = {name: figures(measured.label, expit(one), seed) for name, one in measured.logits.items()}
    by_model["without_network"] = figures(measured.label, without_network(learnt, seed), seed)
    by_model["blend"] = figures(measured.label, measured.probability, seed)
    return {
        "valid": {name: _numbers(estimates) for name, estimates in by_model.items()},
        "gain_of_network": {one.metric: [one.value, one.low, one.high] for one in gain_of_network(learnt, seed)},
        "weights": dict(model.blend.weights),
        "prevalence": {
            "valid": model.calibration.prevalence, "applied": foretold.applied_prevalence,
            "estimated": foretold.prevalence.prevalence,
            "low": foretold.prevalence.low, "high": foretold.prevalence.high,
        },
        "scored": len(foretold.ids),
        "without_facts": foretold.unknown,
    }  # fmt: skip


def _compared(files: Files, seed: int) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "columns": one.columns, "within_train": one.within_train, "valid": _numbers(one.valid)}
        for one in compare(files, seed)
    ]


def _numbers(estimates: Sequence[Estimate]) -> dict[str, list[float]]:
    """Value, low and high of each figure."""
    return {one.metric: [one.value, one.low, one.high] for one in estimates}


if __name__ == "__main__":
    sys.exit(main())
