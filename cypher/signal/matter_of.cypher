// signal/matter_of
// zh: 事项及其主体，按事项编号或其任一预警编号
// en: A matter and its party, by its own id or by that of a signal that raised it
// mode: read
// param id: text
// return matter_id: text
// return rule: text
// return party_id: text
// return name: text
// return kind: text  a kind of enterprise, or person
OPTIONAL MATCH (m:Matter {matter_id: $id})
OPTIONAL MATCH (:Signal {signal_id: $id})-[:RAISES]->(raised:Matter)
WITH coalesce(m.matter_id, raised.matter_id) AS id
MATCH (found:Matter {matter_id: id})-[:ABOUT]->(p:Party)
RETURN found.matter_id AS matter_id, found.rule AS rule, p.party_id AS party_id, p.name AS name,
       coalesce(p.kind, 'person') AS kind
