// guarantee/lock
// zh: 锁定担保人及其相关主体，使限额判断逐一进行
// en: Lock a guarantor and whom its limits join, so that limits are judged one after the other
// mode: write
// given party_ids: list of text  ascending, so that two writers never wait for each other
// given version: integer  of the facts that are being written: a changed value, which both databases guard
// return locked: integer
UNWIND $party_ids AS id
MATCH (party:Party {party_id: id})
SET party.judged_at_version = $version
RETURN count(party) AS locked
