// Which ids begin like this one? The caller narrows n to a label.
MATCH (n)
WHERE n.id STARTS WITH $start
RETURN n.id AS id
