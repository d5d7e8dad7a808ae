// active_guarantee(contract, loan)
// zh: 当日可就一笔贷款要求担保人承担责任的合同：人的担保（抵押、质押除外），已开始，未被提前终止，保证期间（约定；未约定或
// zh: 约定不晚于到期日的，为到期后六个月，民法典第692条）未过或已在期间内主张权利（第693、694条），贷款仍有余额，担保人非借款人本人
// en: the contracts under which a guarantor can be called for a loan on the day: personal (neither mortgage nor pledge),
// en: begun, not ended before its own last day, within its guarantee period (as agreed; six months from maturity where
// en: nothing, or no day after maturity, is agreed: Civil Code art. 692) or claimed within it (art. 693, 694), of a loan
// en: with something outstanding, given by another than the borrower. The same as graph/guarantees/portfolio.py.
// en: Inside a CALL to which one of the two is known; gives contract, loan, guarantor, borrower, outstanding_cny,
// en: last_day (of the period; null: open) and claimed, a row for each contract and loan.
MATCH (contract:Guarantee)-[secures:SECURES]->(loan:Loan)
WHERE NOT coalesce(contract.form, 'general') IN ['mortgage', 'pledge'] AND begun(secures)
WITH contract, loan, secures ORDER BY secures.valid_from DESC
WITH contract, loan, collect(secures)[0] AS secures
WITH contract, loan, secures, agreed_end(contract, secures) AS agreed
WITH contract, loan, secures, agreed,
     CASE WHEN agreed IS NULL OR agreed <= loan.matures_on THEN loan.matures_on + duration({months: 6})
          ELSE agreed END AS last_day
WHERE not_cut_short(secures, agreed)
WITH contract, loan, last_day, claimed_by(contract, last_day) AS claimed
WHERE last_day IS NULL OR $as_of <= last_day OR claimed
MATCH (borrower:Party)-[owes:BORROWED]->(loan) WHERE in_force(owes)
loan_balance(loan)
WITH contract, loan, borrower, last_day, claimed, coalesce(balance.outstanding_cny, loan.principal_cny) AS outstanding_cny
WHERE outstanding_cny > 0.005
guarantor_of(contract, guarantor)
WITH contract, loan, guarantor, borrower, outstanding_cny, last_day, claimed
WHERE guarantor.canonical_id <> borrower.canonical_id
