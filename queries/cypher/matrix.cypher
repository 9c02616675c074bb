// Which park supports which industry?
// 哪个园区支撑哪个产业？（园区 × 产业矩阵）
MATCH (p:Park|Region)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
RETURN p.id AS park_id, p.name AS park, i.id AS industry_id, i.name AS industry, r.role AS role,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY park_id, industry_id, source
