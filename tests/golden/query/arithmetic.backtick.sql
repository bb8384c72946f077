-- plus
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` + `sender_id` = `receiver_id`
-- times plus
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE (`id` + `sender_id`) * `receiver_id` = ?
-- plus times
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` + `sender_id` * `receiver_id` = ?
-- minus minus
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` - (`sender_id` - `receiver_id`) = ?
-- minus first
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` - `sender_id` - `receiver_id` = ?
-- div
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` DIV (`sender_id` DIV `receiver_id`) = ?
-- div of reals
SELECT `id`, `name`, `e_mail`, `age`, `rank`, `active`, `verified`, `score`, `weight`, `balance`, `feeling`, `born`, `wakes`, `joined`, `pause`, `token`, `picture`, `settings`, `country`, `home`, `initials` FROM `authors` WHERE `score` / ? > ?
-- mod
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE (`id` - ? * FLOOR(`id` / ?)) = ?
-- mod of a sum
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE ((`id` + ?) - ? * FLOOR((`id` + ?) / ?)) = ?
-- mod of reals
SELECT `id`, `name`, `e_mail`, `age`, `rank`, `active`, `verified`, `score`, `weight`, `balance`, `feeling`, `born`, `wakes`, `joined`, `pause`, `token`, `picture`, `settings`, `country`, `home`, `initials` FROM `authors` WHERE (`score` - ? * FLOOR(`score` / ?)) > ?
-- neg
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE -`id` = ?
-- neg neg
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE -(-`id`) = ?
-- neg of a sum
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE -(`id` + `sender_id`) = ?
-- minus neg
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE `id` - (-`sender_id`) = ?
-- neg plus
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE -`id` + `sender_id` = ?
-- abs
ROWAN_UNSUPPORTED: dialect backtick has no way to say ABS of int64
-- to real
SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE CAST(`id` AS DOUBLE) > ?
-- decimals
SELECT `id`, `name`, `e_mail`, `age`, `rank`, `active`, `verified`, `score`, `weight`, `balance`, `feeling`, `born`, `wakes`, `joined`, `pause`, `token`, `picture`, `settings`, `country`, `home`, `initials` FROM `authors` WHERE `balance` * ? > ?
