"""Examples of the fields of analyses, by name; the API's description is made of them."""

from typing import Any, Final

from api.routes.rows import COMPANY, COMPANY_NAME

BY_NAME: Final[dict[str, Any]] = {
    "party_id": COMPANY, "name": COMPANY_NAME, "kind": "company", "as_of": "2025-12-31", "known_at": "2025-12-31",
    "version": 42, "regime": "china", "zh": "超过50%", "en": "more than 50 %", "article": "265(2), 265(3)",
    "id": "company_law", "verified": True, "checked": "search: text of art. 265 quoted", "note": "",
    "stake_id": "firm:s17", "source": "firm", "valid_from": "2020-01-01", "recorded_on": "2023-01-02",
    "share_ratio": 0.35, "vote_ratio": 0.35, "votes_ratio": 0.54, "threshold_ratio": 0.5, "ground": "ownership",
    "way": "look_through", "basis": "through", "role": "", "method": "product_sum", "status": "controlled",
    "what": "control_ends", "needed_ratio": 0.5, "then_ratio": 0.46, "now_ratio": 0.54, "relation": "OWNS",
    "step": "controls", "tie": "controlled", "clause": "7.2", "clauses": ["7.2"], "word": "chairman",
    "question": "controller", "yes": ["us"], "no": ["china"], "setting": "strict", "reason": "holds",
    "exposure_cny": 8_000_000.0, "limit_cny": 15_000_000.0, "headroom_cny": 7_000_000.0, "measure": "loan",
    "base": "net_capital", "direction": "up", "mark": "repeated", "row": 1, "parent_row": 0, "depth": 1, "children": 2,
    "path_ratio": 0.35, "undisclosed_ratio": 0.22, "value": "杭州*******1号", "since": "2024-07-01", "detail": "votes",
}  # fmt: skip
BY_TYPE: Final[dict[str, Any]] = {"string": "", "integer": 1, "number": 0.5, "boolean": False, "object": {}}
DATE: Final = "2025-12-31"
KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
}  # fmt: skip


def plain_example(schema: dict[str, Any], name: str) -> Any:
    """A value of the schema's type: the one known for a field of that name, if it fits."""
    kind = schema.get("type", "")
    known = BY_NAME.get(name) if "$ref" not in schema.get("items", {}) else None
    if "enum" in schema:
        return schema["enum"][0]
    if known is not None and isinstance(known, KINDS.get(kind, object)):
        return known
    return DATE if schema.get("format") == "date" else BY_TYPE.get(kind)
