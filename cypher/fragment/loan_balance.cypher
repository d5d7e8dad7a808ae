// loan_balance(loan)
// zh: 一笔贷款的余额 outstanding_cny：取当日有效的余额记录；无记录取本金（with_balance 为 0）
// en: outstanding_cny of a loan: of the balance in force; without one the principal, and then with_balance is 0
CALL (loan) {
  OPTIONAL MATCH (loan)-[at:STOOD_AT]->(balance:Balance) WHERE in_force(at)
  WITH loan, head(collect(balance)) AS balance
  RETURN balance, coalesce(balance.outstanding_cny, loan.principal_cny) AS outstanding_cny,
         CASE WHEN balance IS NULL THEN 0 ELSE 1 END AS with_balance
}
