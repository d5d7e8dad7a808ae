// signal/acts_about
// zh: 这些主体各事项的处置记录
// en: The histories of all matters about these parties, under any of their identities, act by act
// mode: read
// given party_ids: list of text  the identities by which they are analysed
// return party_id: text  as it was asked for
// return matter_id: text
// return seq: integer
// return kind: text
// return actor: text
// return at: text  in UTC
// return reason: text
// return note: text
// return to: text
// return until: date
// return level: integer  at which it was judged
// return value: float
// return fingerprint: text
// return signal_id: text
// return change: text
// return run_id: text
// return as_of: date
UNWIND $party_ids AS id
MATCH (:Party {canonical_id: id})<-[:ABOUT]-(m:Matter)
MATCH (m)<-[:PART_OF]-(a:SignalAct)
RETURN id AS party_id, m.matter_id AS matter_id, a.seq AS seq, a.kind AS kind, a.actor AS actor, a.at AS at,
       a.reason AS reason, a.note AS note, a.to AS to, a.until AS until, a.level AS level, a.value AS value,
       a.fingerprint AS fingerprint, a.signal_id AS signal_id, a.change AS change, a.run_id AS run_id, a.as_of AS as_of
ORDER BY party_id, matter_id, seq
