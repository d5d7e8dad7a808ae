// agreed_end(contract, secures)
// zh: 约定的最后一日：合同条款所载；其后被更正过的，为当时所知的最后一日
// en: the last day agreed: as the contract's terms say; of what has been restated since, the last day as known then
CASE WHEN secures.superseded_on = date('9999-12-31') THEN contract.ends_on
     WHEN secures.valid_to < date('9999-12-31') THEN secures.valid_to - duration({days: 1}) END
