// signal/evidence
// zh: 预警的证据
// en: The evidence of these warnings
// mode: read
// param signal_ids: list of text
// return signal_id: text
// return evidence: text  JSON: nodes, edges, facts, truncated
UNWIND $signal_ids AS id
MATCH (found:Signal {signal_id: id})
RETURN found.signal_id AS signal_id, found.evidence AS evidence
