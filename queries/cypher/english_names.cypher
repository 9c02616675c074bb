// Which of these nodes have an English name? The caller names their labels.
UNWIND $ids AS id
MATCH (n {id: id})
WHERE n.name_en IS NOT NULL
RETURN n.id AS id, n.name_en AS name_en
ORDER BY id
