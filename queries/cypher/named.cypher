// Which clause first names this node? Its reader names the label.
MATCH (a {id: $id})-[r]->(p:Passage)
RETURN p.id AS passage
ORDER BY p.policy_id, p.ordinal LIMIT 1
