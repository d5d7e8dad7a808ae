// guarantor_of(contract, guarantor)
// zh: 合同的担保人：当日或此前最后一位
// en: who gave a contract, in force or ended since: the last one by that day
CALL (contract) {
  MATCH (guarantor:Party)-[gave:GAVE]->(contract) WHERE begun(gave)
  RETURN guarantor ORDER BY gave.valid_from DESC LIMIT 1
}
