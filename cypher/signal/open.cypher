// signal/open
// zh: 尚未立项的预警
// en: The warnings about these parties that no run has made a matter of and that nobody has dismissed or closed
// mode: read
// given party_ids: list of text
// given as_of: date  those first seen up to then
// return party_id: text
// return level: integer  1 to 8
// return first_seen_on: date
UNWIND $party_ids AS id
MATCH (found:Signal {party_id: id})
WHERE found.first_seen_on <= $as_of AND NOT found.status IN ['dismissed', 'closed']
OPTIONAL MATCH (found)-[:RAISES]->(matter:Matter)
WITH found, matter
WHERE matter IS NULL
RETURN found.party_id AS party_id, found.level AS level, found.first_seen_on AS first_seen_on
ORDER BY party_id, level DESC, first_seen_on
