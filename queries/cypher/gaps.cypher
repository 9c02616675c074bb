// Where are the gaps: industries without a park or with a single one, parks without an industry?
// 缺口在哪里：没有依托园区的产业、只有一个依托园区的产业、没有产业的园区？
MATCH (y:Policy)-[m:NAMES]->(i:Industry)
WHERE m.source IN $plans
OPTIONAL MATCH (p:Park|Region)-[r:SUPPORTS]->(i)
WHERE r.source IN $plans
RETURN i.id AS industry_id, i.name AS industry, count(DISTINCT p.id) AS parks
ORDER BY parks, industry_id
