"""All that sending needs beside the store, made of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.notify.event import Speech, Words
from api.notify.mail import MailServer
from api.notify.secret_file import SecretFile
from api.settings import Settings
from graph.notices import Telling
from graph.signals import load_rules


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How notices go out. attempts: after so many a delivery is given up. private: webhooks may stay in the house."""

    secrets: SecretFile
    speech: Speech
    mail: MailServer | None = None
    attempts: int = 15
    timeout_s: float = 10.0
    private: bool = True

    @classmethod
    def of(cls, settings: Settings, titles: Mapping[str, Words] | None = None) -> "Outgoing":
        """As the settings have it. titles: of the rules (default: of those that the product has)."""
        return cls(
            SecretFile(settings.webhook_secrets_file),
            Speech(rule_titles() if titles is None else titles, settings.event_source, settings.public_url),
            MailServer.of(settings),
            settings.delivery_attempts,
            settings.delivery_timeout_s,
            settings.webhooks_private,
        )


def rule_titles() -> dict[str, Words]:
    """Titles of the product's rules by their ids."""
    return {rule.id: Words(rule.title.zh, rule.title.en) for rule in load_rules()}


def telling_of(settings: Settings) -> Telling:
    """How much is told, and when, as the settings have it; the parties of portfolios are not settings."""
    return Telling(settings.notice_cap, settings.digest_at)
