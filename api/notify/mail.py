"""E-mail by SMTP, encrypted unless the settings say otherwise."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from api.settings import Settings

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, and as whom."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "MailServer | None":
        """As the settings have it; None while e-mail is off."""
        if settings.smtp_host is None:
            return None
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        return cls(
            settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_from, settings.smtp_user,
            password,
        )  # fmt: skip

    def send(self, message: EmailMessage) -> str:
        """Hand the message over; why that failed, empty where it did not. The server's own words are left out: they may
        quote addresses."""
        try:
            with self._connected() as server:
                if self.user is not None and self.password is not None:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPResponseException as error:
            return f"SMTP {error.smtp_code}"
        except smtplib.SMTPRecipientsRefused:
            return "SMTP: the recipient is refused"
        except (smtplib.SMTPException, OSError) as error:
            return f"SMTP: {type(error).__name__}"
        return ""

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        if self.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server
