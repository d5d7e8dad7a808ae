"""All that sending needs beside the store, made of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.notify.event import Speech, Words
from api.notify.mail import MailServer
from api.notify.secret_file import SecretFile
from api.rules_known import rules_by_id
from api.settings import Settings
from graph.as_of import AsOf
from graph.notices import Telling
from graph.portfolios import canonical_ids, portfolio_named
from graph.store import Store


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
        """As the settings have it. titles: of the rules (default: of those in force)."""
        return cls(
            SecretFile(settings.webhook_secrets_file),
            Speech(
                rule_titles(settings.rules_folder) if titles is None else titles,
                settings.event_source,
                settings.public_url,
            ),
            MailServer.of(settings),
            settings.delivery_attempts,
            settings.delivery_timeout_s,
            settings.webhooks_private,
        )


def rule_titles(own: Path | None = None) -> dict[str, Words]:
    """Titles of the rules in force by their ids. own: a folder of one's own."""
    return {name: Words(rule.title.zh, rule.title.en) for name, rule in rules_by_id(own).items()}


def telling_of(settings: Settings, store: Store, at: AsOf) -> Telling:
    """How much is told, and when, as the settings have it; portfolios have the members of that day."""

    def members(portfolio: str) -> list[str]:
        watched = portfolio_named(store, portfolio)
        return canonical_ids(store, watched, at, settings.max_rows, settings.cache_folder)

    return Telling(settings.notice_cap, settings.digest_at, members)
