"""Every case with a known answer, through the product's public functions.

`pytest tests/golden --cases DIR --kind ubo,close_links` takes any folder of such files. A kind that was asked for and
a field that nobody answers fail the case: nothing is ignored.
"""

import pytest

from tests.golden.case import Case
from tests.golden.kinds import KINDS
from tests.golden.matching import differences


def test_case(case: Case) -> None:
    assert case.kind in KINDS, f"{case.name}: no runner for cases of kind {case.kind}"
    assert case.expected, f"{case.name} expects nothing"
    answer = KINDS[case.kind](case)
    unknown = sorted(case.expected.keys() - answer.keys())
    assert not unknown, f"{case.name}: nobody answers {unknown}"
    found = {field: answer[field]() for field in case.expected}
    wrong = differences(case.expected, found, case.tolerance)
    if wrong:
        pytest.fail("\n".join(wrong))
