// Which targets do two plans set?
// 两份规划各设定了哪些目标？
MATCH (s:Policy|Program)-[r:SETS]->(t:Target)
WHERE r.source IN $pair
RETURN r.source AS source, t.id AS target_id, t.indicator AS indicator,
       t.comparator AS comparator, t.value AS value, t.value_max AS value_max, t.unit AS unit,
       t.period AS period, r.quote AS quote, r.passages AS passages
ORDER BY source, indicator, period, target_id
