// Who runs offshore centres, and where?
// 谁运营离岸创新中心，在哪里？
MATCH (o:OffshoreCenter)-[m:MENTIONED_IN]->(c:Passage)
WHERE m.source IN $plans
OPTIONAL MATCH (p:Park|Enterprise)-[r:OPERATES]->(o)
WHERE r.source IN $plans
OPTIONAL MATCH (o)-[l:LOCATED_IN]->(g:Region {level: 'country'})
WHERE l.source IN $plans
RETURN DISTINCT o.id AS center_id, o.name AS center, g.name AS country, p.id AS operator_id,
       p.name AS operator, o.status AS status, r.method AS method, r.rule AS rule,
       r.quote AS quote, r.passages AS passages
ORDER BY center_id, operator_id, country, quote
