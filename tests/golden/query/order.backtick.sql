-- column
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text`
-- asc
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text`
-- desc
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text` DESC
-- several
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text` DESC, `id`
-- asc nulls first
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text` IS NOT NULL, `text`
-- asc nulls last
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text` IS NULL, `text`
-- desc nulls first
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text` IS NOT NULL, `text` DESC
-- desc nulls last
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `text` IS NULL, `text` DESC
-- nulls last of a value
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY CONCAT(`text`, ?) IS NULL, CONCAT(`text`, ?)
-- expression
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` ORDER BY `id` + ? DESC
-- limit
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` LIMIT ?
-- offset
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` LIMIT 18446744073709551615 OFFSET ?
-- limit and offset
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` LIMIT ? OFFSET ?
-- distinct
SELECT DISTINCT `id`, `sender_id`, `receiver_id`, `text` FROM `letters`
-- all of it
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` > ? ORDER BY `id` DESC LIMIT ? OFFSET ?
