-- none
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters`
-- and
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` = ? AND `text` LIKE ? ESCAPE '\\' AND `text` IS NULL
-- or
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` = ? OR `text` LIKE ? ESCAPE '\\' OR `text` IS NULL
-- or in and
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` = ? AND (`text` LIKE ? ESCAPE '\\' OR `text` IS NULL)
-- and in or
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE (`id` = ? AND `text` LIKE ? ESCAPE '\\') OR `text` IS NULL
-- and in and
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` = ? AND `text` LIKE ? ESCAPE '\\' AND `text` IS NULL
-- one in and
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `text` LIKE ? ESCAPE '\\'
-- not
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE NOT (`id` = ?)
-- not not
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE NOT (NOT (`id` = ?))
-- not or
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE NOT (`id` = ? OR `text` LIKE ? ESCAPE '\\')
-- not in and
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE NOT (`id` = ?) AND NOT (`text` IS NULL)
-- not column
SELECT `id`, `name`, `e_mail`, `age`, `rank`, `active`, `verified`, `score`, `weight`, `balance`, `feeling`, `born`, `wakes`, `joined`, `pause`, `token`, `picture`, `settings`, `country`, `home`, `initials` FROM `authors` WHERE NOT `active`
-- deep
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE (`id` = ? AND (`text` LIKE ? ESCAPE '\\' OR (`id` = ? AND `text` IS NULL))) OR NOT (`text` LIKE ? ESCAPE '\\' AND `text` IS NULL)
