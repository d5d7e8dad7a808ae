"""What no file may say: addresses of package registries, paths of one machine, test data by a fixed place."""

from __future__ import annotations

import re

import pytest

from tests.architecture.checkout import text_files

REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror\.com|repo1?\.maven\.org|/maven[2]/|/-/[\w.-]+\.tgz"
    r"|(?:static|index)\.crates|proxy\.golang|deb\.debian\.org|download\.pytorch|https?://[^\s\"']+/simple\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.$}~/-])/(?:work|root|tmp|home/\w+|Users/\w+|opt/wheels)/\w")
TEST_DATA = re.compile(r"\.\./shared|[\"']shared[\"']")


def test_no_registry_address() -> None:
    assert _lines_with(REGISTRY) == []


def test_no_path_of_one_machine() -> None:
    assert _lines_with(MACHINE_PATH) == []


def test_test_data_is_named_only_as_a_default() -> None:
    """The folder beside the checkout is a default of RINGFENCE_TEST_DATA, in files that name the variable."""
    bare = [
        str(name)
        for name, text in text_files()
        if name.name != "test_tracked_text.py" and TEST_DATA.search(text) and "RINGFENCE_TEST_DATA" not in text
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (REGISTRY, "https://files.python" + "hosted.org/x", True),
        (REGISTRY, "https://mirror.example/py" + "/simple", True),
        (REGISTRY, "http://maven.apache.org/POM/4.0.0", False),
        (MACHINE_PATH, "open('/wo" + "rk/x')", True),
        (MACHINE_PATH, "embedded:/ho" + "me/li/data", True),
        (MACHINE_PATH, "$HOME/work/x and /var/lib/neo4j and https://x.example/tmp/a", False),
    ],
)
def test_patterns_find_what_they_should(pattern: re.Pattern[str], text: str, found: bool) -> None:
    assert bool(pattern.search(text)) is found


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
