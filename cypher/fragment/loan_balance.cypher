// loan_balance(loan)
// zh: 一笔贷款当日有效的余额记录 balance；余额取 coalesce(balance.outstanding_cny, loan.principal_cny)
// en: the balance of a loan in force, one at most; what is outstanding is coalesce(balance.outstanding_cny, loan.principal_cny)
OPTIONAL MATCH (loan)-[at:STOOD_AT]->(balance:Balance) WHERE in_force(at)
