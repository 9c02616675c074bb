// What do these clauses say, and of which document are they?
UNWIND $ids AS id
MATCH (p:Passage {id: id})
RETURN p.id AS id, p.policy_id AS policy_id, p.path AS path, p.ordinal AS ordinal,
       p.page AS page, p.text AS text
ORDER BY policy_id, ordinal, id
