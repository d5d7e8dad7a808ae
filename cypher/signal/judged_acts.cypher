// signal/judged_acts
// zh: 曾被确认或排除的事项的全部处置记录
// en: The histories of all matters that officers have confirmed or dismissed at some time
// mode: read
// return matter_id: text
// return rule: text
// return party_id: text
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
// return known_at: date  of the run that found it; none where it is not kept
MATCH (j:SignalAct) WHERE j.kind IN ['confirm', 'dismiss']
WITH DISTINCT j.matter_id AS id
MATCH (m:Matter {matter_id: id})<-[:PART_OF]-(a:SignalAct)
OPTIONAL MATCH (r:Run {run_id: a.run_id})
RETURN m.matter_id AS matter_id, m.rule AS rule, m.party_id AS party_id, a.seq AS seq, a.kind AS kind,
       a.actor AS actor, a.at AS at, a.reason AS reason, a.note AS note, a.to AS to, a.until AS until,
       a.level AS level, a.value AS value, a.fingerprint AS fingerprint, a.signal_id AS signal_id,
       a.change AS change, a.run_id AS run_id, a.as_of AS as_of, r.known_at AS known_at
ORDER BY matter_id, seq
