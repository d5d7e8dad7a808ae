// signal/unsettle
// zh: 运行开始：事项暂不依据任何运行
// en: A run begins: until it is settled the matters stand by no run
// mode: write
// return turns: integer
MATCH (d:Desk {desk_id: 'officers'})
SET d.evaluation = null
RETURN d.turns AS turns
