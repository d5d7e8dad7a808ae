// ties_of(node, kind)
// zh: 一个节点某一类关系的前几条及总数
// en: of one kind of relationship of a node the first few, by the other end, and how many there are up to $scan
MATCH (node)-[tie:kind]-(other) WHERE 'kind' IN $kinds AND in_force(tie)
WITH DISTINCT tie, other LIMIT $scan
WITH tie, other, startNode(tie) AS source, endNode(tie) AS target
WITH tie, other, node_id(other) AS other_id, node_id(source) AS source_id, node_id(target) AS target_id,
     tie {.share_ratio, .vote_ratio, .role, .result, .basis, .kinship, .kind, .guarantee_id, .cap_cny} AS properties
ORDER BY other_id, source_id, tie.stake_id, tie.guarantee_id, tie.role
WITH collect({
  tie_element: elementId(tie), other_element: elementId(other), other_id: other_id, source_id: source_id,
  target_id: target_id, other_label: [label IN labels(other) WHERE label <> 'Party'][0],
  other_name: coalesce(other.name, other.contract_no, other.cause, other.list, other.kind),
  properties: properties
}) AS ties
RETURN 'kind' AS relationship, size(ties) AS total, ties[..$per_kind] AS shown
