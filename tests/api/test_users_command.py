"""`ringfence users`: passwords by standard input or typed unseen, never shown; one person is one actor."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from api.security.users import UserFile
from tests.api.running import Done, Ringfence

PASSWORD = "correct horse battery"


@pytest.fixture
def ringfence(tmp_path: Path) -> Ringfence:
    return Ringfence(tmp_path)


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "data" / "users.json")


def piped(ringfence: Ringfence, text: str, *arguments: str) -> Done:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(text))
        return ringfence.run("users", *arguments)


def test_users_are_added_listed_and_kept_out(ringfence: Ringfence, users: UserFile) -> None:
    added = piped(ringfence, PASSWORD + "\n", "add", "wang.jianguo", "--write", "--json")
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout)["may_write"] is True
    assert piped(ringfence, PASSWORD, "add", "李").returncode == 0
    listed = ringfence.run("users", "list")
    assert "wang.jianguo" in listed.stdout
    whole = ringfence.json("users", "list")["users"]
    assert [(one["name"], one["may_write"]) for one in whole] == [("wang.jianguo", True), ("李", False)]
    for done in (added, listed):
        assert PASSWORD not in done.stdout + done.stderr
    assert "argon2" not in listed.stdout + json.dumps(whole)
    assert users.signed_in("李", PASSWORD)
    assert ringfence.json("users", "disable", "李")["disabled_on"]
    assert users.signed_in("李", PASSWORD) is None
    assert ringfence.json("users", "enable", "李", "--write")["may_write"] is True
    assert piped(ringfence, PASSWORD + "!\n", "password", "李").returncode == 0
    assert users.signed_in("李", PASSWORD) is None
    assert users.signed_in("李", PASSWORD + "!")
    assert ringfence.run("users", "remove", "李").returncode == 0
    assert ringfence.run("users", "remove", "李").returncode == 1


def test_what_is_refused(ringfence: Ringfence, users: UserFile) -> None:
    for text in ("", "\n", "short\n"):
        refused = piped(ringfence, text, "add", "wang")
        assert refused.returncode == 2
        assert "12" in refused.stderr
        assert "密码" in refused.stderr
    assert piped(ringfence, PASSWORD, "add", "a b").returncode == 2
    assert ringfence.run("users", "add", "wang", PASSWORD).returncode == 2, "a password is no argument"
    assert users.users() == ()
    ringfence.json("keys", "create", "wang")
    refused = piped(ringfence, PASSWORD, "add", "wang")
    assert (refused.returncode, "--same-actor" in refused.stderr) == (2, True)
    assert piped(ringfence, PASSWORD, "add", "wang", "--same-actor").returncode == 0
    assert piped(ringfence, PASSWORD, "add", "li").returncode == 0
    assert ringfence.run("keys", "create", "li").returncode == 2
    assert ringfence.run("keys", "create", "LI", "--same-actor").returncode == 2
    assert ringfence.json("keys", "create", "li", "--same-actor")["actor"] == "li"


@pytest.mark.parametrize(("again", "code"), [(PASSWORD, 0), (PASSWORD + "x", 2)])
def test_at_a_terminal_it_is_typed_twice_and_not_seen(
    again: str, code: int, ringfence: Ringfence, users: UserFile
) -> None:
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.commands", "users", "add", "wang"], stdin=inner, stdout=inner, stderr=inner,
        env=ringfence.environment(), cwd=ringfence.folder, start_new_session=True,
    )  # fmt: skip
    os.close(inner)
    seen = ""
    for prompt, typed in (("密码: ", PASSWORD), ("再次输入: ", again)):
        while prompt not in seen:
            seen += os.read(terminal, 1_000).decode(errors="replace")
        os.write(terminal, typed.encode() + b"\n")
    try:
        while part := os.read(terminal, 1_000):
            seen += part.decode(errors="replace")
    except OSError:
        pass  # the terminal is gone with the process
    assert process.wait(60) == code, seen
    os.close(terminal)
    assert PASSWORD not in seen
    assert bool(users.signed_in("wang", PASSWORD)) == (code == 0)
