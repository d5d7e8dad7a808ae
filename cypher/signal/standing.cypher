// signal/standing
// zh: 事项的当前状况
// en: How these matters stand
// mode: read
// param matter_ids: list of text
// return matter_id: text
// return rule: text
// return party_id: text
// return seq: integer  of the last act
// return state: text
// return level: integer  of the finding
// return value: float
// return fingerprint: text
// return signal_id: text
// return found: boolean
// return change: text
// return as_of: date
// return asked: text
// return asked_by: text
// return before: text
// return assigned_to: text
// return snoozed_until: date
// return outcome: text
// return opened_at: text
// return changed_at: text
UNWIND $matter_ids AS id
MATCH (m:Matter {matter_id: id})
RETURN m.matter_id AS matter_id, m.rule AS rule, m.party_id AS party_id, m.seq AS seq, m.state AS state,
       m.level AS level, m.value AS value, m.fingerprint AS fingerprint, m.signal_id AS signal_id, m.found AS found,
       m.change AS change, m.as_of AS as_of, m.asked AS asked, m.asked_by AS asked_by, m.before AS before,
       m.assigned_to AS assigned_to, m.snoozed_until AS snoozed_until, m.outcome AS outcome,
       m.opened_at AS opened_at, m.changed_at AS changed_at
