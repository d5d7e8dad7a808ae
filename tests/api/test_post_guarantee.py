"""The clients of a guarantee firm month by month, on a world worked out by hand, in both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.as_of import AsOf
from graph.portfolios import keep
from graph.signals import Run, Signal, write_signals
from graph.signals.evidence import Evidence
from graph.signals.level import Level
from graph.signals.life import Kind, Order, act, read_matter, take_up
from graph.signals.life.matter import matter_id_of
from graph.store import Store
from tests.api import monitoring_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_post_guarantee")
MONTHS = ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30"]
SIGNALS = (("s1", "mon:A", 5, date(2025, 3, 15), "new"), ("s2", "mon:A", 3, date(2025, 3, 1), "confirmed"),
           ("s3", "mon:C", 7, date(2025, 2, 1), "dismissed"))  # fmt: skip


@pytest.fixture(scope="module")
def stored(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with delivered(request, world.deliver(tmp_path_factory.mktemp("monitored")), world.SOURCE) as store:
        for signal_id, party_id, level, seen, status in SIGNALS:
            said = {
                "signal_id": signal_id,
                "party_id": party_id,
                "level": level,
                "first_seen_on": seen,
                "status": status,
            }
            store.run("CREATE (s:Signal) SET s = $said", {"said": said})
        yield store


@pytest.fixture(scope="module")
def monitored(stored: Store, settings: Settings) -> TestClient:
    return client_of(create_app(settings, stored))


def ask(asking: TestClient, firm: str = "mon:F", **parameters: Any) -> Any:
    usual = {"from": "2025-01-01", "to": world.LAST, "as_of": "2025-12-31", "known_at": "2025-12-31"}
    answer = asking.get(f"/v1/guarantee-firms/{firm}/monitoring", params=usual | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def of(found: Any, client: str) -> Any:
    (one,) = [one for one in found["clients"] if one["party"]["party_id"] == f"mon:{client}"]
    return one["months"]


def test_totals_by_hand(monitored: TestClient) -> None:
    found = ask(monitored)
    assert found["compared_with"] == "2024-12-31"
    figures = ("clients", "in_guarantee_cny", "outstanding_cny", "added_cny", "released_cny", "called_cny",
               "recovered_cny", "call_balance_cny", "overdue_clients", "overdue_cny", "warned_clients")  # fmt: skip
    assert [one["day"] for one in found["months"]] == MONTHS
    assert [tuple(one[name] for name in figures) for one in found["months"]] == [
        (3, 190, 190, 0, 0, 0, 0, 10, 1, 50, 0),
        (3, 150, 150, 0, 40, 0, 4, 6, 1, 50, 0),
        (3, 180, 200, 30, 0, 0, 0, 6, 1, 50, 1),
        (2, 130, 150, 0, 50, 50, 0, 56, 0, 0, 1),
        (3, 160, 180, 30, 0, 0, 0, 56, 0, 0, 1),
        (3, 160, 180, 0, 0, 5, 20, 41, 0, 0, 1),
    ]
    rates = [(one["call_rate_ratio"], one["recovery_rate_ratio"]) for one in found["months"]]
    expected = [(None, 0), (0, 4 / 10), (0, 4 / 10), (50 / 90, 4 / 60), (50 / 90, 4 / 60), (55 / 90, 24 / 65)]
    for rate, known in zip(rates, expected, strict=True):
        assert rate == tuple(None if one is None else pytest.approx(one) for one in known)
    assert found["last"] == found["months"][-1]
    assert {one["figure"] for one in found["definitions"]} <= {*found["last"], *of(found, "A")[0]}


def test_each_client_by_hand(monitored: TestClient) -> None:
    found = ask(monitored)
    assert [one["party"]["party_id"] for one in found["clients"]] == ["mon:C", "mon:A", "mon:D", "mon:B", "mon:H"]
    amounts = {key: [one["in_guarantee_cny"] for one in of(found, key)] for key in world.NAMES}
    assert amounts == {
        "A": [100, 60, 60, 60, 60, 60], "B": [50, 50, 50, 0, 0, 0], "C": [40, 40, 70, 70, 70, 70],
        "D": [0, 0, 0, 0, 30, 30], "H": [0, 0, 0, 0, 0, 0],
    }  # fmt: skip
    assert [one["outstanding_cny"] for one in of(found, "C")] == [40, 40, 90, 90, 90, 90]
    b = of(found, "B")
    assert [(one["days_past_due"], one["loan_class"], one["overdue"]) for one in b] == [
        (20, "special_mention", True), (20, "special_mention", True), (95, "doubtful", True),
        (None, None, False), (None, None, False), (None, None, False),
    ]  # fmt: skip
    assert [(one["cases"], one["lists"]) for one in b] == [
        (0, []), (0, []), (0, []), (1, []), (1, ["dishonest_debtor"]), (0, ["dishonest_debtor"])
    ]  # fmt: skip
    assert [(one["called_cny"], one["recovered_cny"]) for one in b] == [
        (0, 0), (0, 0), (0, 0), (50, 0), (0, 0), (0, 20)
    ]  # fmt: skip
    assert [one["recovered_cny"] for one in of(found, "H")] == [0, 4, 0, 0, 0, 0]
    assert [one["level"] for one in of(found, "A")] == [None, None, 5, 5, 5, 5]
    assert [one["level"] for one in of(found, "C")] == [None] * 6
    assert all(one["cases"] == 0 for one in of(found, "A")), "who sues is not sued"


def test_what_changed_by_hand(monitored: TestClient) -> None:
    found = ask(monitored)
    told = [
        (one["day"][5:7], one["party"]["party_id"][4:], one["what"], one["before_cny"], one["after_cny"], one["why"])
        for one in found["changes"]
    ]
    assert told == [
        ("06", "B", "improved", 0, 0, ["case"]), ("06", "B", "recovered", 0, 20, []),
        ("05", "B", "worsened", 0, 0, ["listing"]), ("05", "D", "new", 0, 30, []),
        ("04", "B", "ended", 50, 0, []), ("04", "B", "worsened", 50, 0, ["case"]), ("04", "B", "called", 0, 50, []),
        ("03", "A", "worsened", 60, 60, ["warning"]), ("03", "B", "worsened", 50, 50, ["past_due", "loan_class"]),
        ("03", "C", "raised", 40, 70, []),
        ("02", "A", "reduced", 100, 60, []), ("02", "H", "recovered", 0, 4, []),
        ("01", "B", "worsened", 50, 50, ["past_due", "loan_class"]),
    ]  # fmt: skip
    assert [one["what"] for one in found["since_last"]] == ["improved", "recovered"]
    assert found["change_count"] == 13
    assert [one["changes"] for one in of(found, "B")] == [
        ["worsened"], [], ["worsened"], ["ended", "worsened", "called"], ["worsened"], ["improved", "recovered"]
    ]  # fmt: skip


def test_as_it_was_known_then(monitored: TestClient) -> None:
    then = ask(monitored, to="2025-03-31", as_of="2025-03-31", known_at="2025-03-31")
    assert [one["days_past_due"] for one in of(then, "B")] == [20, 20, 20]
    later = ask(monitored, to="2025-03-31", as_of="2025-03-31", known_at="2025-04-05")
    assert [one["days_past_due"] for one in of(later, "B")] == [20, 20, 95]
    assert then["months"] == ask(monitored)["months"][:3]
    unknown = ask(monitored, known_at="2024-11-04")
    assert unknown["months"][-1]["call_balance_cny"] == 0, "what was paid the day after was not known"


def test_how_sure(monitored: TestClient) -> None:
    sure = ask(monitored)["certainty"]
    assert (sure["known"], sure["complete"], sure["unstated_calls"], sure["unstated_recoveries"]) == (
        True, False, 0, 1
    )  # fmt: skip
    assert (sure["unassigned_called_cny"], sure["unassigned_recovered_cny"]) == (5, 0)
    assert sure["unclassified_clients"] == 2  # C and D have no balances
    nobody = ask(monitored, firm="mon:A")
    assert (nobody["clients"], nobody["certainty"]["known"], nobody["last"]["in_guarantee_cny"]) == ([], False, 0)
    assert any("guarantee firm" in one["en"] for one in nobody["certainty"]["notes"])


def test_narrowed_to_a_portfolio(monitored: TestClient, stored: Store) -> None:
    keep(stored, "两户", "test", party_ids=["mon:B", "mon:D", "mon:F"])
    found = ask(monitored, portfolio="两户")
    assert [one["in_guarantee_cny"] for one in found["months"]] == [50, 50, 50, 0, 30, 30]
    assert [one["released_cny"] for one in found["months"]] == [0, 0, 0, 50, 0, 0]
    assert [one["called_cny"] for one in found["months"]] == [0, 0, 0, 50, 0, 0]
    assert found["certainty"]["unassigned_called_cny"] == 0
    assert found["portfolio"] == "两户"
    assert {one["party"]["party_id"] for one in found["clients"]} == {"mon:B", "mon:D"}


def test_a_month_begun_counts_to_its_day(monitored: TestClient) -> None:
    found = ask(monitored, **{"from": "2025-02-10", "to": "2025-02-20"})
    assert found["compared_with"] == "2025-02-09"
    assert [(one["day"], one["released_cny"], one["recovered_cny"]) for one in found["months"]] == [
        ("2025-02-20", 40, 4)
    ]  # fmt: skip
    usual = monitored.get("/v1/guarantee-firms/mon:F/monitoring", params={"as_of": "2025-06-15"}).json()
    assert [one["day"] for one in usual["months"]][::11] == ["2024-07-31", "2025-06-15"]


def test_lists_are_cut_and_say_so(monitored: TestClient) -> None:
    found = ask(monitored, limit=2)
    assert (len(found["clients"]), found["client_count"], len(found["changes"]), found["truncated"]) == (2, 5, 2, True)
    assert found["last"] == ask(monitored)["last"]


@pytest.mark.parametrize(
    ("firm", "parameters", "status"),
    [
        ("mon:none", {}, 404), ("mon:F", {"from": "2025-07-01"}, 422), ("mon:F", {"from": "2010-01-01"}, 422),
        ("mon:F", {"to": "2026-01-01"}, 422), ("mon:F", {"portfolio": "没有"}, 404), ("mon:F", {"from": "x"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(
    monitored: TestClient, firm: str, parameters: dict[str, str], status: int
) -> None:
    usual = {"to": world.LAST, "as_of": "2025-12-31"}
    answer = monitored.get(f"/v1/guarantee-firms/{firm}/monitoring", params=usual | parameters)
    assert answer.status_code == status, answer.text


@pytest.fixture
def history(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A warning about B: found in February, graver in March, dismissed in April, another in May, gone in June."""
    with delivered(request, world.deliver(tmp_path_factory.mktemp("history")), world.SOURCE) as store:
        evaluated(store, date(2025, 2, 10), 4)
        evaluated(store, date(2025, 3, 10), 6)
        for kind, actor in ((Kind.DISMISS, "wang"), (Kind.APPROVE, "li")):
            seen = read_matter(store, MATTER).standing.seq
            act(store, MATTER, Order(kind, "误报"), actor, seen, lambda: datetime(2025, 4, 15, 9, tzinfo=UTC))
        evaluated(store, date(2025, 5, 10), 5)
        evaluated(store, date(2025, 6, 10), None)
        yield store


MATTER = matter_id_of("guarantee_circle", "mon:B")


def evaluated(store: Store, day: date, level: int | None) -> None:
    at = AsOf(day, day)
    run = Run(f"run:{day}", "warn", at, 1, "{}")
    signals = [
        Signal(
            f"signal:{level}", "guarantee_circle", "mon:B", "structure.circle_size", 3.0, Level(level, "级", "level"),
            Evidence((), (), {}), str(level), at,
        )
    ] if level else []  # fmt: skip
    write_signals(store, signals, run)
    assert not take_up(
        store, signals, run, ["guarantee_circle"], clock=lambda: datetime(2025, 7, 1, tzinfo=UTC)
    ).earlier


def test_past_months_have_the_level_that_stood_then(history: Store, settings: Settings) -> None:
    found = ask(client_of(create_app(settings, history)))
    assert [one["level"] for one in of(found, "B")] == [None, 4, 6, None, 5, None]
    assert [one["warned_clients"] for one in found["months"]] == [0, 1, 1, 0, 0, 0]  # no contract in May
