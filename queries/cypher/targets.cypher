// Which numeric targets does a plan or a programme set?
// 方案或工程设定了哪些数量目标？
MATCH (s:Policy|Program)-[r:SETS]->(t:Target)
WHERE r.source IN $plans
RETURN t.id AS target_id, t.name AS name, t.indicator AS indicator, t.comparator AS comparator,
       t.value AS value, t.value_max AS value_max, t.unit AS unit, t.period AS period,
       s.id AS set_by_id, s.name AS set_by, r.status AS status, r.method AS method,
       r.rule AS rule, r.quote AS quote, r.passages AS passages
ORDER BY target_id, r.id
