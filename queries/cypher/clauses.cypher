// Which clauses does this document have, in order?
MATCH (p:Passage)
WHERE p.policy_id = $policy_id
RETURN p.id AS id, p.policy_id AS policy_id, p.path AS path, p.ordinal AS ordinal,
       p.page AS page, p.text AS text
ORDER BY p.ordinal
