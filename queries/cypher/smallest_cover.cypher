// Which smallest sets of parks still cover every industry?
// 覆盖全部产业至少需要哪些园区？（列出所有最优组合）
MATCH (p:Park|Region)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
RETURN p.id AS park_id, p.name AS park, i.id AS industry_id, i.name AS industry, r.role AS role,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY park_id, industry_id, source
