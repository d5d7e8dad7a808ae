// signal/acts
// zh: 事项的处置记录
// en: The history of a matter, act by act
// mode: read
// param matter_id: text
// return seq: integer
// return kind: text
// return actor: text
// return at: text  in UTC
// return reason: text
// return note: text
// return to: text  whom it was given to
// return until: date
// return level: integer  at which it was judged
// return value: float
// return fingerprint: text
// return signal_id: text
// return change: text
// return run_id: text
// return as_of: date
MATCH (:Matter {matter_id: $matter_id})<-[:PART_OF]-(a:SignalAct)
RETURN a.seq AS seq, a.kind AS kind, a.actor AS actor, a.at AS at, a.reason AS reason, a.note AS note, a.to AS to,
       a.until AS until, a.level AS level, a.value AS value, a.fingerprint AS fingerprint, a.signal_id AS signal_id,
       a.change AS change, a.run_id AS run_id, a.as_of AS as_of
ORDER BY seq
