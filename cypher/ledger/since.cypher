// ledger/since
// zh: 某版本之后写入的表，以及当时最后一批的装载标识
// en: Which tables batches after a version wrote, and the mark of the batch that was the last then
// mode: read
// given version: integer
// given last_batch: text
// return tables: list of text
// return edition: text  empty where there is no such batch: another database, or one restored
OPTIONAL MATCH (last:Batch {batch_id: $last_batch})
WITH last.edition AS edition
OPTIONAL MATCH (later:Batch) WHERE later.version > $version
RETURN collect(DISTINCT later.table) AS tables, edition
