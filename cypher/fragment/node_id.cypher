// node_id(n)
// zh: 节点的编号
// en: the key of a node, whatever its label
coalesce(n.party_id, n.loan_id, n.guarantee_id, n.case_no, n.listing_id, n.event_id, n.collateral_id, n.court_id)
