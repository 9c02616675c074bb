// Which facts does this document state, and in which clause do their words stand?
MATCH (a)-[r]->(b)
WHERE r.source = $policy_id AND r.quote IS NOT NULL AND r.kind <> 'MENTIONED_IN'
  AND r.method <> 'derived'
  AND (r.rule IS NULL OR r.rule <> 'outline')
RETURN r.id AS id, r.kind AS kind, r.quote AS quote, r.passages AS passages, r.method AS method,
       a.id AS start, a.name AS start_name, b.id AS target, b.name AS target_name
ORDER BY r.id
