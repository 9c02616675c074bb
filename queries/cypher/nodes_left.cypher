// How many nodes carry this text in their name, after this id? The caller may narrow n to a label.
MATCH (n)
WHERE n.id > $after AND ($text = '' OR n.name CONTAINS $text OR n.name_en CONTAINS $text OR $text IN n.aliases)
RETURN count(*) AS count
