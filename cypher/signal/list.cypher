// signal/list
// zh: 预警
// en: Warnings found, the gravest first
// mode: read
// param minimum_level: integer >= 1 = 1
// param rule: text = none
// param party_id: text = none
// param party_ids: list of text = none  about these only
// param status: text = none
// param as_of: date  those first seen up to then
// param limit: integer
// return signal_id: text
// return rule: text
// return level: integer  1 to 8
// return level_reason: text
// return party_id: text
// return name: text
// return kind: text  a kind of enterprise, or person
// return measure: text
// return value: float
// return first_seen_on: date
// return status: text  of its matter
// return matter_id: text  what officers work on; none before a run was taken up
MATCH (found:Signal)-[:ABOUT]->(party:Party)
WHERE found.level >= $minimum_level AND found.first_seen_on <= $as_of
  AND ($rule IS NULL OR found.rule = $rule) AND ($party_id IS NULL OR party.party_id = $party_id)
  AND ($party_ids IS NULL OR party.party_id IN $party_ids)
OPTIONAL MATCH (found)-[:RAISES]->(matter:Matter)
WITH found, party, matter, coalesce(matter.state, found.status) AS status
WHERE $status IS NULL OR status = $status
RETURN found.signal_id AS signal_id, found.rule AS rule, found.level AS level, found.level_reason AS level_reason,
       party.party_id AS party_id, party.name AS name, coalesce(party.kind, 'person') AS kind,
       found.measure AS measure, found.value AS value, found.first_seen_on AS first_seen_on, status,
       matter.matter_id AS matter_id
ORDER BY level DESC, rule, signal_id
LIMIT $limit
