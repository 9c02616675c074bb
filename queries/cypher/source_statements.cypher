// What does this document state of these nodes? Its reader names their label.
UNWIND $ids AS id
MATCH (a {id: id})-[r]->(b)
WHERE r.source = $policy_id AND r.quote IS NOT NULL AND r.kind <> 'MENTIONED_IN'
  AND r.method <> 'derived' AND r.rule <> 'outline'
RETURN r.id AS id, r.kind AS kind, r.quote AS quote, r.passages AS passages, a.id AS start,
       a.name AS start_name, b.id AS target, b.name AS target_name
