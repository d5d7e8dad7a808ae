// party/edition
// zh: 库的版本与主体数
// en: The store's version and how many parties it holds
// mode: read
// given store_id: text
// return version: integer
// return parties: integer
MATCH (party:Party)
WITH count(party) AS parties
OPTIONAL MATCH (store:Store {store_id: $store_id})
RETURN coalesce(store.version, 0) AS version, parties
