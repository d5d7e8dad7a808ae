// party/edition
// zh: 库的版本，以及某批次的装载标识
// en: The store's version, and the mark of one batch's writing
// mode: read
// given store_id: text
// given last_batch: text
// return version: integer
// return edition: text  empty where there is no such batch
//
// Two looks by key, whatever the size of the store and of its ledger.
OPTIONAL MATCH (store:Store {store_id: $store_id})
OPTIONAL MATCH (batch:Batch {batch_id: $last_batch})
RETURN coalesce(store.version, 0) AS version, batch.edition AS edition
