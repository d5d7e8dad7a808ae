// claimed_by(contract, last_day)
// zh: 截至 $as_of 已在期间内主张权利
// en: whether the creditor has claimed by $as_of, within the period
coalesce(contract.claimed_on <= $as_of AND (last_day IS NULL OR contract.claimed_on <= last_day), false)
