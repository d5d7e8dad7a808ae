"""Which cases are run: those of this folder, or of the folder that `--cases` names."""

from pathlib import Path

import pytest

from tests.golden.case import Case
from tests.golden.kinds import KINDS

OWN = Path(__file__).parent / "cases"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per case; a kind without a runner is skipped, and fails where it was asked for by name."""
    if "case" not in metafunc.fixturenames:
        return
    folder = Path(metafunc.config.getoption("--cases") or OWN)
    asked = {kind.strip() for kind in (metafunc.config.getoption("--kind") or "").split(",") if kind.strip()}
    cases = [case for case in map(Case.read, sorted(folder.glob("*.json"))) if not asked or case.kind in asked]
    if not cases:
        raise pytest.UsageError(f"no cases{' of these kinds' if asked else ''} in {folder}")
    metafunc.parametrize("case", [_parameter(case, asked=bool(asked)) for case in cases])


def _parameter(case: Case, *, asked: bool) -> object:
    marks = () if asked or case.kind in KINDS else pytest.mark.skip(f"cases of kind {case.kind} have no runner yet")
    return pytest.param(case, id=case.name, marks=marks)
