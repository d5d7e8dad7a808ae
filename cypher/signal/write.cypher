// signal/write
// zh: 写入新的预警
// en: Write new signals, each about its party and found by the run
// mode: write
// param run_id: text
// param as_of: date
// param signal_id: list of text
// param rule: list of text
// param party_id: list of text
// param level: list of integer
// param level_reason: list of text
// param measure: list of text
// param value: list of float
// param fingerprint: list of text
// param evidence: list of text
// return written: integer
MATCH (r:Run {run_id: $run_id})
UNWIND range(0, size($signal_id) - 1) AS i
MATCH (p:Party {party_id: $party_id[i]})
CREATE (s:Signal {
  signal_id: $signal_id[i], rule: $rule[i], party_id: $party_id[i], level: $level[i], level_reason: $level_reason[i],
  measure: $measure[i], value: $value[i], fingerprint: $fingerprint[i], evidence: $evidence[i],
  as_of: $as_of, first_seen_on: $as_of, status: 'new'
})
CREATE (s)-[:ABOUT]->(p)
CREATE (s)-[:FOUND_BY]->(r)
RETURN count(s) AS written
