// ownership/tree
// zh: 股权树：向上看股东，向下看对外投资
// en: The equity tree: up to the owners, or down to the holdings
// mode: read
// by: tree party/cards
// param party: party
// param direction: up | down = up
// param depth: integer >= 1 = 4
// param per_party: integer >= 1 = 50  so many owners or holdings of one party are shown, the largest stakes first
// param least: ratio = 0  branches of which less remains along their path are counted in `children`, not shown
// param as_of: date
// param known_at: date
// given frontier: list of text
// return parent_id: text
// return party_id: text
// return share_ratio: ratio
// return vote_ratio: ratio
// return siblings: integer
// answer row: integer
// answer parent_row: integer  empty at the root
// answer depth: integer
// answer party_id: text
// answer name: text
// answer kind: text
// answer share_ratio: ratio  of the direct stake
// answer vote_ratio: ratio
// answer path_ratio: ratio  product of the shares from the root to here, along this path only
// answer children: integer  how many there are in all; more than are shown beyond per_party or below least
// answer mark: text  cycle: stands above itself; repeated: its branch is shown at an earlier row
UNWIND $frontier AS id
MATCH (parent:Party {party_id: id})
CALL (parent) {
  MATCH (parent)-[stake:OWNS]-(party:Party)
  WHERE in_force(stake)
    AND parent = CASE $direction WHEN 'up' THEN endNode(stake) ELSE startNode(stake) END
  WITH party, sum(stake.share_ratio) AS share_ratio, sum(coalesce(stake.vote_ratio, stake.share_ratio)) AS vote_ratio
  ORDER BY share_ratio DESC, party.party_id
  WITH collect({party_id: party.party_id, share_ratio: share_ratio, vote_ratio: vote_ratio}) AS all_parties
  UNWIND all_parties[..$per_party] AS shown
  RETURN shown, size(all_parties) AS siblings
}
RETURN id AS parent_id, shown.party_id AS party_id, round(shown.share_ratio, 10) AS share_ratio,
       round(shown.vote_ratio, 10) AS vote_ratio, siblings
