// Which industries hang on a single park?
// 哪些产业只有一个依托园区？
MATCH (p:Park|Region)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
  AND NOT EXISTS { MATCH (q:Park|Region)-[s:SUPPORTS]->(i) WHERE s.source IN $plans AND q.id <> p.id }
RETURN p.id AS park_id, p.name AS park, i.id AS industry_id, i.name AS industry, r.role AS role,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY industry_id, source
