// signal/open
// zh: 未了结的预警
// en: The warnings about these parties that nobody has dismissed or closed
// mode: read
// given party_ids: list of text
// given as_of: date  those first seen up to then
// return party_id: text
// return level: integer  1 to 8
// return first_seen_on: date
UNWIND $party_ids AS id
MATCH (found:Signal {party_id: id})
WHERE found.first_seen_on <= $as_of
OPTIONAL MATCH (found)-[:RAISES]->(matter:Matter)
WITH found, matter, coalesce(matter.state, found.status) AS status
WHERE NOT status IN ['dismissed', 'closed']
  AND (matter IS NULL OR (matter.found = true AND matter.signal_id = found.signal_id))
RETURN found.party_id AS party_id, found.level AS level, found.first_seen_on AS first_seen_on
ORDER BY party_id, level DESC, first_seen_on
