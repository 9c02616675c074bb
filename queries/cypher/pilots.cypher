// Which bodies are picked as pilots or anchors of a task, and in which role?
// 哪些主体被选为任务的试点或依托，角色是什么？
MATCH (n:Park|Institute|Incubator|Enterprise|University)-[r:SELECTED_FOR]->(t:Task)
WHERE r.source IN $plans
RETURN n.id AS id, n.name AS name, r.role AS role, t.id AS task_id, t.name AS task,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY task_id, role, id, source
