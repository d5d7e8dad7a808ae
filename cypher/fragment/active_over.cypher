// active_over(contract)
// zh: 一份合同当日可否要求承担责任（active），及其保证期间最晚的届满日 last_day（未起算或无则为空）
// en: whether a contract can be called on the day for one loan at least (active), and the latest last_day of the guarantee
// en: periods over those loans; null where one is open, or there is none
CALL (contract) {
  active_guarantee(contract, loan)
  RETURN count(loan) > 0 AS active, CASE WHEN count(last_day) = count(loan) THEN max(last_day) END AS last_day
}
