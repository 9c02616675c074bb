// What do these clauses say, and of which document are they?
MATCH (p:Passage)
WHERE p.id IN $ids
RETURN p.id AS id, p.policy_id AS policy_id, p.path AS path, p.ordinal AS ordinal,
       p.page AS page, p.text AS text
ORDER BY p.policy_id, p.ordinal
