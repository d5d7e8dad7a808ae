// party/edition
// zh: 库的版本，以及某批次的版本
// en: The store's version, and that of one batch
// mode: read
// given store_id: text
// given last_batch: text
// return version: integer
// return batch_version: integer  empty where there is no such batch
//
// Two looks by key, whatever the size of the store and of its ledger.
OPTIONAL MATCH (store:Store {store_id: $store_id})
OPTIONAL MATCH (batch:Batch {batch_id: $last_batch})
RETURN coalesce(store.version, 0) AS version, batch.version AS batch_version
