"""A guarantee added by a request: checked as a delivered row, judged again under the locks, written as a batch.

Of several requests at once each is judged on what the others have committed: the store's lock comes first, then those
of the guarantor and of whom its limits join, in one order; amounts are read anew within the transaction.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cypher import query
from graph.errors import AlreadyThere, GuaranteeRefused, KeyReused, NotFound, StoreConflict
from graph.explain.day import READ, Day
from graph.explain.what_if.limits import limit_parties
from graph.explain.what_if.proposed import Proposed
from graph.explain.what_if.question import Judgement, judge
from graph.guarantees.terms import GuaranteeTerms
from graph.regimes.regime import Regime
from graph.schema import upsert
from graph.snapshot.around import NOT_LOOKED_AT, READ_HERE, read_around
from graph.snapshot.freshness import Freshness, stated_by
from graph.store import Reader, Store, Writer
from ingest.batches import Batch, batches
from ingest.options import LoadOptions
from ingest.typed import TypedTable
from ingest.write import Unchanged, ready, write_batch

ATTEMPTS: Final = 5
"""So often a request starts over whose facts have changed, or before which others were always faster."""
FROM_MEMORY: Final = frozenset(READ) - READ_HERE - NOT_LOOKED_AT
"""The facts that are not read again within the transaction; where they have changed, memory is read anew first."""
ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may come again. batch_id: from its key; body_hash: of what it asks; by: who asks."""

    batch_id: str
    body_hash: str
    by: str

    @classmethod
    def of(cls, actor: str, key: str, body: Mapping[str, Any]) -> "Request":
        """Keys of different actors have nothing to do with one another."""
        name = hashlib.blake2b(f"{actor}\x1f{key}".encode(), digest_size=ID_BYTES, person=b"idempotency-key")
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        return cls(name.hexdigest(), hashlib.sha256(text.encode()).hexdigest(), actor)


@dataclass(frozen=True, eq=False)
class Known:
    """Facts in memory, which may be old, and the state of the ledger at which they were read."""

    day: Day
    fresh: Freshness


@dataclass(frozen=True, eq=False)
class Adding:
    """One guarantee to be added. told: what is answered, from the facts in memory, the judgement under
    the locks and the version written. refused: the error of a refusal."""

    store: Store
    options: LoadOptions
    law: Regime
    told: Callable[[Day, GuaranteeTerms, Judgement, int], Mapping[str, Any]]
    refused: Callable[[Judgement], Exception]

    def add(
        self, row: TypedTable, terms: GuaranteeTerms, request: Request, known: Callable[[bool], Known]
    ) -> Mapping[str, Any]:  # fmt: skip
        """What is answered, once it is committed, or what was answered the first time.

        known: the facts in memory, read anew if asked with true. AlreadyThere for a number that is taken, KeyReused,
        what `refused` makes of a refusal; StoreConflict if the facts keep changing.
        """
        batch = Batch(request.batch_id, next(iter(batches(row, self.options, 1))).facts)
        failure, anew = _unsettled(), False
        for _ in range(ATTEMPTS):
            try:
                return self._written(batch, terms, request, known(anew))
            except _Answered as before:
                return before.answer
            except StoreConflict as error:
                failure = error
            except _Stale:
                failure, anew = _unsettled(), True
            except NotFound:
                if anew:  # at first it may only be too new for the facts in memory
                    raise
                anew = True
        raise failure

    def _written(self, batch: Batch, terms: GuaranteeTerms, request: Request, known: Known) -> Mapping[str, Any]:
        party_ids = limit_parties(Proposed.of(known.day, terms), self.law)
        answers: list[Mapping[str, Any]] = []

        def check(writer: Writer, version: int) -> Mapping[str, Any]:
            self._lock(writer, terms, party_ids, version)
            judged = judge(Proposed.of(_as_stored(writer, known, terms), terms), self.law)
            judged = replace(judged, version=version - 1)  # what stood before this writing
            if not judged.allowed:
                raise self.refused(judged)
            answers.append(self.told(known.day, terms, judged, version))
            return {"answer": json.dumps(answers[-1], ensure_ascii=False)}

        described = {"file": f"POST /v1/guarantees: {request.by}", "file_hash": request.body_hash, "first_row": 1}
        made = ready(batch, self.options)

        def work(writer: Writer) -> Mapping[str, Any]:
            before = answered(writer, request)
            if before is None and not write_batch(writer, made, self.options, described, check).known:
                return answers[-1]
            raise _Answered(before or answered(writer, request) or {})

        try:
            return self.store.write(work, confirm=lambda reader: answered(reader, request))
        except (AlreadyThere, GuaranteeRefused, Unchanged) as refusal:
            # On the embedded database a transaction sees what others commit meanwhile: what was found in the way may
            # be this very request, carried out by another hand.
            before = self.store.read(lambda reader: answered(reader, request))
            if before is not None:
                return before
            raise _unsettled() if isinstance(refusal, Unchanged) else refusal from None

    def _lock(self, writer: Writer, terms: GuaranteeTerms, party_ids: list[str], version: int) -> None:
        writer.rows(query("guarantee/lock").text, {"party_ids": party_ids, "version": version})
        if writer.columns(upsert.nodes_present("Guarantee"), {"key": [terms.guarantee_id]}).get("key"):
            raise AlreadyThere(
                f"There is a guarantee {terms.guarantee_id} already. Give the new one another number; corrections are "
                "loaded.",
                f"已有编号为 {terms.guarantee_id} 的担保合同。请为新合同另编号；更正请通过装载进行。",
                guarantee=terms.guarantee_id,
            )


def _unsettled() -> StoreConflict:
    return StoreConflict(
        "Who owns and who controls kept changing while the guarantee was judged. Try again when loading has ended.",
        "判断担保期间，股权与控制等数据持续变化。请在装载结束后重试。",
    )


class _Stale(Exception):
    """Facts that are not read within the transaction have changed since they were read into memory."""


class _Answered(Exception):
    """The request has been carried out before; leaves everything as it is."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__()
        self.answer = answer


def answered(reader: Reader, request: Request) -> Mapping[str, Any] | None:
    """What a request was answered the first time; KeyReused where its key came with another one."""
    found = reader.rows(query("ledger/answered").text, {"batch_id": request.batch_id})
    if not found:
        return None
    if found[0]["body_hash"] != request.body_hash:
        raise KeyReused(
            "This Idempotency-Key came with another request before. Use a new key for a new request.",
            "该 Idempotency-Key 已用于另一请求。新请求请使用新的键。",
        )
    answer: Mapping[str, Any] = json.loads(found[0]["answer"])
    return answer


def _as_stored(reader: Reader, known: Known, terms: GuaranteeTerms) -> Day:
    """The day as the store has it now: as in memory where nothing has changed since, else with the contracts and loans
    of both parties read anew. Raises _Stale where anything else has changed."""
    fresh = known.fresh
    since = reader.rows(query("ledger/since").text, {"version": fresh.version, "last_batch": fresh.last_batch})[0]
    if (since["edition"] or "") != fresh.edition:
        raise _Stale
    if not since["tables"]:
        return known.day
    if any(stated_by(table) & FROM_MEMORY for table in since["tables"]):
        raise _Stale
    parties, day = known.day.snapshot.parties, known.day
    guarantors = parties.identities(day.position(terms.guarantor))
    debtors = parties.identities(day.position(terms.debtor))
    return day.restated(read_around(reader, guarantors, debtors, terms.secured_loans))
