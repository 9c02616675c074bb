// What connects two nodes: every shortest path, each step with its words?
// 两者之间有什么联系？（所有最短路径，每步附原文）
MATCH (a)-[r]->(b)
WHERE (a.id IN $ids OR b.id IN $ids)
  AND NOT r.kind IN ['MENTIONED_IN', 'NAMES', 'SETS', 'REQUIRES', 'MEASURES', 'ISSUED_BY']
RETURN r.kind AS kind, a.id AS start_id, a.name AS start, b.id AS end_id, b.name AS end_name,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages
ORDER BY start_id, kind, end_id, r.id
