// signal/findings
// zh: 事项先后的预警及其证据
// en: The findings that raised a matter, with their evidence
// mode: read
// param matter_id: text
// return signal_id: text
// return level: integer
// return level_reason: text
// return measure: text
// return value: float
// return first_seen_on: date
// return evidence: text  JSON: nodes, edges, facts, truncated
MATCH (s:Signal)-[:RAISES]->(:Matter {matter_id: $matter_id})
RETURN s.signal_id AS signal_id, s.level AS level, s.level_reason AS level_reason, s.measure AS measure,
       s.value AS value, s.first_seen_on AS first_seen_on, s.evidence AS evidence
ORDER BY first_seen_on, signal_id
