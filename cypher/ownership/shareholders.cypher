// ownership/shareholders
// zh: 一家企业的股东
// en: Who owns an enterprise directly
// mode: read
// param party: party
// param as_of: date
// param known_at: date
// param limit: integer
// return owner_id: text
// return owner_name: text
// return owner_kind: text
// return share_ratio: ratio
// return vote_ratio: ratio  votes follow the shares unless a source says otherwise
// return stakes: integer
MATCH (owner:Party)-[stake:OWNS]->(:Party {party_id: $party}) WHERE in_force(stake)
WITH owner, sum(stake.share_ratio) AS share_ratio, sum(coalesce(stake.vote_ratio, stake.share_ratio)) AS vote_ratio,
     count(stake) AS stakes
RETURN owner.party_id AS owner_id, owner.name AS owner_name, coalesce(owner.kind, 'person') AS owner_kind,
       round(share_ratio, 10) AS share_ratio, round(vote_ratio, 10) AS vote_ratio, stakes
ORDER BY share_ratio DESC, owner_id
LIMIT $limit
