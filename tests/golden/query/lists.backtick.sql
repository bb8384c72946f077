-- in one
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` IN (?)
-- in three
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` IN (?, ?, ?, ?)
-- not in
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` NOT IN (?, ?)
-- in array
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` IN (?, ?, ?, ?, ?, ?, ?, ?)
-- in texts
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `text` IN (?)
-- in none
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE 0
-- not in none
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE 1
-- in none and
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE 0 AND `id` = ?
-- in columns
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` IN (`sender_id`, ?)
-- sum in
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` + ? IN (?, ?)
