// signal/matters
// zh: 待处置事项
// en: What officers work on, the gravest first
// mode: read
// param minimum_level: integer >= 1 = 1
// param state: text = none
// param rule: text = none
// param party_id: text = none  under whichever of its identities
// param assigned_to: text = none
// param ended: boolean = false  also those dismissed and closed
// param waiting: boolean = false  also those asleep and those held back by a white list
// param as_of: date  asleep or held back on that day
// param limit: integer
// return matter_id: text
// return rule: text
// return party_id: text
// return name: text
// return kind: text  a kind of enterprise, or person
// return state: text
// return level: integer  with the floor of a black list
// return graded_level: integer  of the finding alone
// return value: float
// return found: boolean  by the last run that looked
// return change: text  what the last change was
// return assigned_to: text
// return snoozed: boolean
// return snoozed_until: date
// return blacklisted: boolean
// return held_back: boolean  by a white list
// return asked: text  what awaits a second person
// return asked_by: text
// return seq: integer  of the last act
// return signal_id: text  the finding as it stands
// return opened_at: text
// return changed_at: text
//
// A black list lifts to level 6 and vetoes white lists; a white list never holds back level 6 or above. A list names a
// party by any of its identities. Only what is shown is read whole.
OPTIONAL MATCH (e:ListEntry)-[:NAMES]->(named:Party)
WHERE e.begins_on <= $as_of AND e.expires_on > $as_of
OPTIONAL MATCH (x:ListEnd)-[:ENDS]->(e)
WHERE x.ended_on <= $as_of
OPTIONAL MATCH (same:Party {canonical_id: named.canonical_id})
WITH x, e.list AS list, coalesce(same.party_id, named.party_id) + ' ' + coalesce(e.rule, '') AS who
WITH collect(CASE WHEN x IS NULL AND list = 'black' THEN who ELSE null END) AS black,
     collect(CASE WHEN x IS NULL AND list = 'white' THEN who ELSE null END) AS white
OPTIONAL MATCH (asked:Party {party_id: $party_id})
WITH black, white, asked.canonical_id AS canonical_id
MATCH (m:Matter)-[:ABOUT]->(p:Party)
WHERE ($state IS NULL OR m.state = $state) AND ($rule IS NULL OR m.rule = $rule)
  AND ($party_id IS NULL OR p.party_id = $party_id OR p.canonical_id = canonical_id)
  AND ($assigned_to IS NULL OR m.assigned_to = $assigned_to)
  AND ($ended OR NOT m.state IN ['dismissed', 'closed'])
WITH m, p, p.party_id + ' ' IN black OR p.party_id + ' ' + m.rule IN black AS blacklisted,
     p.party_id + ' ' IN white OR p.party_id + ' ' + m.rule IN white AS whitelisted,
     coalesce(m.snoozed_until > $as_of, false) AS snoozed
WITH m, p, blacklisted, whitelisted, snoozed,
     CASE WHEN blacklisted AND m.level < 6 THEN 6 ELSE m.level END AS level
WITH m, p, blacklisted, snoozed, level, whitelisted AND level < 6 AS held_back
WHERE level >= $minimum_level AND ($waiting OR NOT (held_back OR snoozed))
WITH m, p, blacklisted, snoozed, level, held_back
ORDER BY level DESC, m.changed_at, m.matter_id
LIMIT $limit
RETURN m.matter_id AS matter_id, m.rule AS rule, p.party_id AS party_id, p.name AS name,
       coalesce(p.kind, 'person') AS kind, m.state AS state, level, m.level AS graded_level, m.value AS value,
       m.found AS found, m.change AS change, m.assigned_to AS assigned_to, snoozed,
       m.snoozed_until AS snoozed_until, blacklisted, held_back, m.asked AS asked, m.asked_by AS asked_by,
       m.seq AS seq, m.signal_id AS signal_id, m.opened_at AS opened_at, m.changed_at AS changed_at
ORDER BY level DESC, changed_at, matter_id
