// If this park dropped out, which of its industries would keep how many parks?
// 如果该园区退出，它的产业各剩几个依托园区？
MATCH (p:Park|Region {id: $park})-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
OPTIONAL MATCH (q:Park|Region)-[s:SUPPORTS]->(i)
WHERE s.source IN $plans AND q.id <> p.id
RETURN i.id AS industry_id, i.name AS industry, collect(DISTINCT q.name) AS others,
       count(DISTINCT q.id) AS remaining, r.status AS status, r.method AS method,
       r.rule AS rule, r.quote AS quote, r.passages AS passages, r.source AS source
ORDER BY remaining, industry_id, source
