// ledger/state
// zh: 数据、处置台与评分的当前状态
// en: The state of facts, desk and scores: as long as it is the same, so are answers that are made of them
// mode: read
// given store_id: text
// given desk_id: text
// return version: integer
// return edition: text  the mark of the last batch: another in any other database
// return turns: integer  writings to the desk of the officers
// return scorings: integer  writings of scores
//
// Three looks by key, whatever the size of the store and of its ledger.
OPTIONAL MATCH (store:Store {store_id: $store_id})
OPTIONAL MATCH (last:Batch {version: store.version})
OPTIONAL MATCH (desk:Desk {desk_id: $desk_id})
RETURN coalesce(store.version, 0) AS version, last.edition AS edition, coalesce(desk.turns, 0) AS turns,
       coalesce(store.scorings, 0) AS scorings
