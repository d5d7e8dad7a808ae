"""Tests that share what they load run on one worker: nobody would notice the time that is lost otherwise."""

from tests.architecture.checkout import python_files
from tests.workers import ROOT, group_of

CARRIER = "pytest.mark.xdist_group"


def test_files_stay_together_and_with_those_of_the_same_mark() -> None:
    assert group_of("tests/api/test_stress.py") == group_of("tests/api/test_stress_top.py") == "test_exposure_command"
    assert group_of("tests/unit/api/test_keys.py") == "tests/unit/api/test_keys.py"


def test_every_mark_is_heard() -> None:
    """It stands alone in its line, for the file as a whole."""
    marked = [
        str(name) for name, _ in python_files()
        if name.name.startswith("test_") and f"= {CARRIER}(" in (ROOT / name).read_text(encoding="utf-8")
    ]  # fmt: skip
    assert marked
    assert [name for name in marked if group_of(name) == name] == []
