// Which of these nodes have an English name?
MATCH (n)
WHERE n.id IN $ids AND n.name_en IS NOT NULL
RETURN n.id AS id, n.name_en AS name_en
ORDER BY id
