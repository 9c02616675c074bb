// Which words say that these two are joined? Its reader names both labels and the kind.
MATCH (a {id: $start})-[r]->(b {id: $target})
WHERE coalesce(r.method, '') <> 'predicted'
RETURN r.id AS id, a.name AS start_name, b.name AS end_name, r.role AS role, r.status AS status,
       r.method AS method, r.rule AS rule, r.quote AS quote, r.passages AS passages,
       r.source AS source
ORDER BY r.method DESC, r.source, r.id
