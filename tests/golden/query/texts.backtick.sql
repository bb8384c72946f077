-- concat
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE CONCAT(`text`, ?, `text`) = ?
-- concat of concat
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE CONCAT(CONCAT(`text`, ?), ?) = ?
-- concat of a C text first
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE CONCAT(?, `text`, ?) = ?
-- lower
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE lower(`text`) = ?
-- upper of concat
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE upper(CONCAT(`text`, ?)) = ?
-- length
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE char_length(`text`) > ?
-- coalesce
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE coalesce(`text`, ?) = ?
