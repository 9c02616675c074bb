// How many does a target ask for, and how many does the source name?
// 目标要求多少，原文点名了多少？
MATCH (t:Target)-[m:MENTIONED_IN]->(c:Passage)
WHERE m.source IN $plans
OPTIONAL MATCH (n)-[r:COUNTS_TOWARD]->(t)
WHERE r.source IN $plans
RETURN t.id AS target_id, t.name AS name, t.indicator AS indicator, t.comparator AS comparator,
       t.value AS value, t.unit AS unit, t.period AS period, n.id AS body_id, n.name AS body,
       r.rule AS rule, m.quote AS quote, m.passages AS passages, r.quote AS body_quote
ORDER BY target_id, body_id, c.ordinal, m.id, r.id
