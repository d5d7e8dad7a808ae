// signal/matter_rows
// zh: 若干事项
// en: These matters as they stand, with their parties
// mode: read
// given matter_ids: list of text
// return matter_id: text
// return rule: text
// return party_id: text
// return name: text
// return kind: text  a kind of enterprise, or person
// return state: text
// return graded_level: integer  of the finding alone
// return value: float
// return found: boolean  by the last run that looked
// return change: text  what the last change was
// return assigned_to: text
// return snoozed_until: date
// return asked: text  what awaits a second person
// return asked_by: text
// return seq: integer  of the last act
// return signal_id: text  the finding as it stands
// return opened_at: text
// return changed_at: text
UNWIND $matter_ids AS id
MATCH (m:Matter {matter_id: id})-[:ABOUT]->(p:Party)
RETURN m.matter_id AS matter_id, m.rule AS rule, p.party_id AS party_id, p.name AS name,
       coalesce(p.kind, 'person') AS kind, m.state AS state, m.level AS graded_level, m.value AS value,
       m.found AS found, m.change AS change, m.assigned_to AS assigned_to, m.snoozed_until AS snoozed_until,
       m.asked AS asked, m.asked_by AS asked_by, m.seq AS seq, m.signal_id AS signal_id, m.opened_at AS opened_at,
       m.changed_at AS changed_at
