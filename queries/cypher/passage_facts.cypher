// Which facts rest on this clause?
// 哪些事实依据该条款？
MATCH (a)-[r]->(b)
WHERE $passage IN r.passages AND r.kind <> 'MENTIONED_IN'
RETURN r.kind AS kind, a.id AS start_id, a.name AS start, b.id AS end_id, b.name AS end_name,
       r.role AS role, r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages
ORDER BY kind, start_id, end_id, r.id
