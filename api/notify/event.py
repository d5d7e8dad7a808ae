"""What a webhook says: a CloudEvents 1.0 document, signed by Standard Webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks.webhooks import Webhook

from graph.notices import Delivery

SIGNAL: Final = "ringfence.signal."
"""With what became of it: found, changed or returned."""
MORE: Final = "ringfence.signals.more"
TEST: Final = "ringfence.subscription.test"


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Speech:
    """How notices are worded. titles: of rules by their ids; source: of events; public_url: where links begin."""

    titles: Mapping[str, Words]
    source: str = "urn:ringfence"
    public_url: str = ""

    def title(self, rule: str) -> Words:
        """The title of a rule; its id where the rule is no longer there."""
        return self.titles.get(rule, Words(rule, rule))

    def link(self, **asked: str) -> str:
        """Where the signals with their evidence are read."""
        return f"{self.public_url.rstrip('/')}/v1/signals?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `body` is the same at every attempt, the signature has the time of this one."""

    headers: dict[str, str]
    body: bytes


def event_of(delivery: Delivery, speech: Speech) -> CloudEvent:
    """The event of a delivery; the same delivery makes the same event."""
    title = speech.title(delivery.rule)
    data: dict[str, Any] = {"rule": delivery.rule, "title": {"zh": title.zh, "en": title.en}}
    attributes: dict[str, Any] = {
        "id": delivery.delivery_id, "source": speech.source, "time": datetime.fromisoformat(delivery.created_at),
        # Of fixed length, so that the texts compare as the numbers do.
        "datacontenttype": "application/json", "sequence": f"{delivery.number:020d}",
    }  # fmt: skip
    if delivery.kind == "more":
        data |= {"more": delivery.more, "day": delivery.day.isoformat(), "evidence": speech.link(rule=delivery.rule)}
        return CloudEvent(attributes | {"type": MORE}, data)
    data |= {
        "signal_id": delivery.signal_id, "matter_id": delivery.matter_id, "kind": delivery.finding,
        "change": delivery.change, "level": delivery.level, "level_reason": delivery.level_reason,
        "party_id": delivery.party_id, "as_of": None if delivery.as_of is None else delivery.as_of.isoformat(),
        "evidence": speech.link(party_id=delivery.party_id, rule=delivery.rule),
    }  # fmt: skip
    return CloudEvent(attributes | {"type": f"{SIGNAL}{delivery.finding}", "subject": delivery.party_id}, data)


def trial_event(message_id: str, subscription_id: str, speech: Speech, now: datetime) -> CloudEvent:
    """The event by which somebody tries whether a receiver works."""
    attributes = {"id": message_id, "source": speech.source, "type": TEST, "time": now, "subject": subscription_id}
    return CloudEvent(attributes | {"datacontenttype": "application/json"}, {"subscription_id": subscription_id})


def signed(event: CloudEvent, secrets: Sequence[str]) -> Message:
    """The event as a request of its own: structured mode, with the headers of Standard Webhooks. `webhook-id` is the
    event's id, the same at every attempt, by which receivers know what they have had already. Each of the secrets
    signs: a receiver verifies with the one that it has."""
    request = to_structured_event(event)
    moment = datetime.now(UTC)  # receivers compare it with their own clock
    signatures = [Webhook(one).sign(event.get_id(), moment, request.body.decode()) for one in secrets]
    headers = {
        "webhook-id": event.get_id(), "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures), "user-agent": "ringfence",
    }  # fmt: skip
    return Message(dict(request.headers) | headers, request.body)
