// guarantee/downstream
// zh: 担保链的下八步
// en: The next eight hops down the guarantee chain
// mode: read
// given frontier: list of text
// param as_of: date
// param known_at: date
// return hop_1: list of text
// return hop_2: list of text
// return hop_3: list of text
// return hop_4: list of text
// return hop_5: list of text
// return hop_6: list of text
// return hop_7: list of text
// return hop_8: list of text
//
// Eight hops a round trip; after each hop every party stands once, so a dense or cyclic world costs eight times its
// edges and not its paths. An empty hop goes on as null, and null has no guarantees.
UNWIND $frontier AS id
MATCH (p0:Party {party_id: id})
OPTIONAL MATCH (p0)-[g1:GUARANTEES]->(q1:Party) WHERE in_force(g1)
WITH collect(DISTINCT q1) AS hop_1
UNWIND CASE WHEN hop_1 = [] THEN [null] ELSE hop_1 END AS p1
OPTIONAL MATCH (p1)-[g2:GUARANTEES]->(q2:Party) WHERE in_force(g2)
WITH hop_1, collect(DISTINCT q2) AS hop_2
UNWIND CASE WHEN hop_2 = [] THEN [null] ELSE hop_2 END AS p2
OPTIONAL MATCH (p2)-[g3:GUARANTEES]->(q3:Party) WHERE in_force(g3)
WITH hop_1, hop_2, collect(DISTINCT q3) AS hop_3
UNWIND CASE WHEN hop_3 = [] THEN [null] ELSE hop_3 END AS p3
OPTIONAL MATCH (p3)-[g4:GUARANTEES]->(q4:Party) WHERE in_force(g4)
WITH hop_1, hop_2, hop_3, collect(DISTINCT q4) AS hop_4
UNWIND CASE WHEN hop_4 = [] THEN [null] ELSE hop_4 END AS p4
OPTIONAL MATCH (p4)-[g5:GUARANTEES]->(q5:Party) WHERE in_force(g5)
WITH hop_1, hop_2, hop_3, hop_4, collect(DISTINCT q5) AS hop_5
UNWIND CASE WHEN hop_5 = [] THEN [null] ELSE hop_5 END AS p5
OPTIONAL MATCH (p5)-[g6:GUARANTEES]->(q6:Party) WHERE in_force(g6)
WITH hop_1, hop_2, hop_3, hop_4, hop_5, collect(DISTINCT q6) AS hop_6
UNWIND CASE WHEN hop_6 = [] THEN [null] ELSE hop_6 END AS p6
OPTIONAL MATCH (p6)-[g7:GUARANTEES]->(q7:Party) WHERE in_force(g7)
WITH hop_1, hop_2, hop_3, hop_4, hop_5, hop_6, collect(DISTINCT q7) AS hop_7
UNWIND CASE WHEN hop_7 = [] THEN [null] ELSE hop_7 END AS p7
OPTIONAL MATCH (p7)-[g8:GUARANTEES]->(q8:Party) WHERE in_force(g8)
WITH hop_1, hop_2, hop_3, hop_4, hop_5, hop_6, hop_7, collect(DISTINCT q8) AS hop_8
RETURN [p IN hop_1 | p.party_id] AS hop_1, [p IN hop_2 | p.party_id] AS hop_2,
       [p IN hop_3 | p.party_id] AS hop_3, [p IN hop_4 | p.party_id] AS hop_4,
       [p IN hop_5 | p.party_id] AS hop_5, [p IN hop_6 | p.party_id] AS hop_6,
       [p IN hop_7 | p.party_id] AS hop_7, [p IN hop_8 | p.party_id] AS hop_8
