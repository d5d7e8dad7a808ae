// guarantee_amount(contract)
// zh: 一份担保合同的金额 amount_cny：有限额取限额；无限额取其所担保各笔贷款的余额之和（无余额者取本金）；两者皆无为空
// en: amount_cny of a guarantee contract: its cap; without a cap the outstanding of the loans it secures (the principal
// en: of a loan without a balance); null where neither is known, so that it can be counted as unknown instead of as nothing
CALL (contract) {
  OPTIONAL MATCH (contract)-[secures:SECURES]->(secured:Loan) WHERE in_force(secures)
  OPTIONAL MATCH (secured)-[stood:STOOD_AT]->(standing:Balance) WHERE in_force(stood)
  WITH contract, count(secured) AS secured_loans,
       sum(coalesce(standing.outstanding_cny, secured.principal_cny)) AS secured_cny
  RETURN coalesce(contract.cap_cny, CASE WHEN secured_loans > 0 THEN secured_cny END) AS amount_cny
}
