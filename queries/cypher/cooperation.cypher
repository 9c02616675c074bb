// With which country does each park cooperate?
// 各园区与哪个国家合作？
MATCH (p:Park)-[r:COOPERATES_WITH]->(c:Region)
WHERE r.source IN $plans
RETURN p.id AS park_id, p.name AS park, c.id AS country_id, c.name AS country,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages
ORDER BY park_id, country_id, r.id
