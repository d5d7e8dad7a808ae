"""The explorer as it is served: what browsers are told of it, what a wheel would carry, whose software is in it."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.explorer import BUILT, PREFIX, serve_explorer

WEB = BUILT.parent
INITIAL_BUNDLE_KB = 300
PERMISSIVE = {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "CC0-1.0"}

NewClient = Callable[..., TestClient]

built = pytest.mark.skipif(not (BUILT / "index.html").is_file(), reason="the explorer is not built (WEB=0)")


@built
def test_every_address_in_it_is_the_application(new_client: NewClient) -> None:
    client = new_client()
    page = client.get(f"{PREFIX}/").text
    for address in ("", "/party/cn.uscc%3A91330106MA2CFM2X53", "/party/a%2Fb/tree", "/canvas?circle=x"):
        answer = client.get(PREFIX + address)
        assert (answer.status_code, answer.text) == (200, page), address
        assert answer.headers["cache-control"] == "no-cache"
    root = client.get("/", follow_redirects=False)
    assert (root.status_code, root.headers["location"]) == (307, f"{PREFIX}/")


@built
def test_nothing_is_loaded_from_elsewhere_and_no_script_or_style_stands_in_the_page(new_client: NewClient) -> None:
    answer = new_client().get(f"{PREFIX}/")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert loaded
    assert [one for one in loaded if not one.startswith(f"{PREFIX}/")] == []
    assert not re.search(r"<script[^>]*>[^<]|<style| style=| on\w+=", answer.text)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in answer.headers["content-security-policy"]


@built
def test_files_are_kept_by_their_hash_and_a_missing_one_is_no_page(new_client: NewClient) -> None:
    client = new_client()
    for file in (BUILT / "assets").iterdir():
        answer = client.get(f"{PREFIX}/assets/{file.name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    for gone in ("gone.js", "..%2Findex.html", "%2E%2E"):
        answer = client.get(f"{PREFIX}/assets/{gone}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_address")
        assert answer.headers["cache-control"] == "no-store"


def test_an_explorer_that_is_not_built_says_so(tmp_path: Path) -> None:
    app = FastAPI()
    serve_explorer(app, tmp_path)
    answer = TestClient(app).get(f"{PREFIX}/inbox")
    assert answer.status_code == 503
    assert "make explorer" in answer.text


@built
def test_what_is_loaded_first_is_small(new_client: NewClient) -> None:
    page = new_client().get(f"{PREFIX}/").text
    first = [BUILT / one.removeprefix(f"{PREFIX}/") for one in re.findall(rf'"({PREFIX}/assets/[^"]+)"', page)]
    size = sum(len(gzip.compress(file.read_bytes())) for file in first)
    assert 0 < size <= INITIAL_BUNDLE_KB * 1024


@built
def test_what_is_bundled_is_permissively_licensed() -> None:
    bundled = json.loads((BUILT / "licences.json").read_text())
    assert {"svelte"} <= {one["name"] for one in bundled}
    assert [one["name"] for one in bundled if one["identifier"] not in PERMISSIVE] == []


def test_the_lock_file_names_no_address() -> None:
    locked = json.loads((WEB / "package-lock.json").read_text())["packages"]
    assert [name for name, one in locked.items() if "resolved" in one] == []
    assert [name for name, one in locked.items() if name and "integrity" not in one] == []
