// With which countries do these parks cooperate, and which offshore centres do they run?
MATCH (p:Park)-[r:COOPERATES_WITH]->(g:Region)
WHERE p.id IN $parks
RETURN p.id AS park_id, p.name AS park, g.id AS id, g.name AS name, g.name_en AS name_en,
       '' AS country, r.id AS relationship_id, r.status AS status, r.method AS method,
       r.rule AS rule, r.source AS source, r.quote AS quote, r.passages AS passages
ORDER BY park_id, id, relationship_id LIMIT 60
UNION ALL
MATCH (p:Park)-[r:OPERATES]->(o:OffshoreCenter)
WHERE p.id IN $parks
OPTIONAL MATCH (o)-[l:LOCATED_IN]->(c:Region {level: 'country'})
RETURN p.id AS park_id, p.name AS park, o.id AS id, o.name AS name, o.name_en AS name_en,
       c.name AS country, r.id AS relationship_id, r.status AS status, r.method AS method,
       r.rule AS rule, r.source AS source, r.quote AS quote, r.passages AS passages
ORDER BY park_id, id, relationship_id LIMIT 60
