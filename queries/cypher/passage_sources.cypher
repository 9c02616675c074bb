// Of which documents are these clauses?
UNWIND $ids AS id
MATCH (c:Passage {id: id})
RETURN c.id AS id, c.policy_id AS source
ORDER BY id
