// signal/turns
// zh: 处置台的写入次数
// en: How often the desk of the officers has been written to
// mode: read
// return turns: integer
MATCH (d:Desk {desk_id: 'officers'})
RETURN d.turns AS turns
