// has_given(party, contract)
// zh: 一个主体提供过的担保合同（含已届满者）
// en: the contracts that a party has given, ended ones too
MATCH (party)-[has:GAVE]->(contract:Guarantee) WHERE begun(has)
