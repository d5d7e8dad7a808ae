// path_ties(a, b)
// zh: 路径上每一步的关系
// en: the ties of each hop from $from_ids[i] to $to_ids[i]
UNWIND range(0, size($from_ids) - 1) AS i
MATCH (a:Party {party_id: $from_ids[i]})
MATCH (a)-[tie:OWNS|HOLDS_POSITION|ACTS_WITH|RELATED_TO|DEPENDS_ON|GUARANTEES|SAME_AS]-(b:Party)
WHERE b.party_id = $to_ids[i] AND type(tie) IN $kinds AND in_force(tie)
WITH a, b, tie, startNode(tie).party_id AS source_id, endNode(tie).party_id AS target_id
ORDER BY a.party_id, b.party_id, type(tie), source_id, tie.stake_id, tie.guarantee_id, tie.role
RETURN a.party_id AS from_id, b.party_id AS to_id,
       tie {kind: type(tie), source_id: source_id, target_id: target_id, .share_ratio, .role, .basis, .probability, .kinship,
            .guarantee_id, .cap_cny} AS tie
