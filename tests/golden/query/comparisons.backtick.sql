-- eq
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` = ?
-- ne
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` <> ?
-- lt
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` < ?
-- le
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` <= ?
-- gt
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` > ?
-- ge
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` >= ?
-- columns
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `sender_id` = `receiver_id`
-- null is
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `text` IS NULL
-- null is not
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `text` IS NOT NULL
-- is null
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `text` IS NULL
-- is not null
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `text` IS NOT NULL
-- between
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` BETWEEN ? AND ?
-- not between
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE (`id` < ? OR `id` > ?)
-- not between of a sum
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE ((`id` + ?) < ? OR (`id` + ?) > ?)
-- condition compared
SELECT `id`, `name`, `e_mail`, `age`, `rank`, `active`, `verified`, `score`, `weight`, `balance`, `feeling`, `born`, `wakes`, `joined`, `pause`, `token`, `picture`, `settings`, `country`, `home`, `initials` FROM `authors` WHERE (`age` > ?) = `active`
-- condition is null
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE (`id` = ?) IS NULL
