"""One webhook: a request to the looked-up address within a time limit; redirects are not followed, answers not read."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final

import httpx2

from api.notify.event import Message
from api.notify.receiver import ReceiverRefused, look_up
from graph.errors import UsageError

LONGEST_WAIT_S: Final = 6 * 3600
LONGEST_WAIT_DIGITS: Final = 9
GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. reason: of a failure, without the URL. retry_after_s: as the receiver asked for.
    hopeless: the receiver says that it is gone for good."""

    reason: str = ""
    retry_after_s: int = 0
    hopeless: bool = False

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has it."""
        return not self.reason


class WebhookClient:
    """Connections to receivers, for one thread. A context manager."""

    def __init__(self, timeout_s: float, *, private: bool) -> None:
        self._timeout_s = timeout_s
        self._private = private
        self._runner = asyncio.Runner()
        self._client: httpx2.AsyncClient | None = None

    def __enter__(self) -> "WebhookClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._runner.run(self._client.aclose())
        self._runner.close()

    def post(self, url: str, made: Callable[[], Message]) -> Outcome:
        """Send what `made` makes, signed at that moment."""
        try:
            return self._runner.run(asyncio.wait_for(self._post(url, made), self._timeout_s))
        except TimeoutError:
            return Outcome(f"no answer within {self._timeout_s:g} s")
        except (ReceiverRefused, UsageError) as error:
            return Outcome(f"refused: {error}")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return Outcome(f"no connection ({type(error).__name__})")

    async def _post(self, url: str, made: Callable[[], Message]) -> Outcome:
        if self._client is None:
            # Proxies of the environment would look names up anew; the time limit is over the whole attempt.
            self._client = httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=self._timeout_s)
        receiver, message = await look_up(url, private=self._private), made()
        headers = message.headers | {"host": receiver.host_header}
        *first, last = (
            self._client.build_request(
                "POST", pinned, content=message.body, headers=headers, extensions={"sni_hostname": receiver.host}
            )
            for pinned in receiver.pinned()
        )
        for request in first:
            try:
                return await _sent(self._client, request)
            except httpx2.ConnectError:
                continue  # as a name with an address of each family has it, of which one is not reached from here
        return await _sent(self._client, last)


async def _sent(client: httpx2.AsyncClient, request: httpx2.Request) -> Outcome:
    answer = await client.send(request, stream=True)
    try:
        return _outcome(answer)
    finally:
        await answer.aclose()  # whatever it goes on to say is not read


def _outcome(answer: httpx2.Response) -> Outcome:
    if answer.is_success:
        return Outcome()
    asked = answer.headers.get("retry-after", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_WAIT_DIGITS
    wait_s = min(int(asked), LONGEST_WAIT_S) if is_number else 0
    return Outcome(f"HTTP {answer.status_code}", wait_s, hopeless=answer.status_code == GONE)
