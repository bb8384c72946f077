-- quotes in names
SELECT `key`, `te``xt` FROM `note "book"` WHERE `te``xt` = ?
-- schema
SELECT `id`, `what` FROM `log`.`audits`
-- schema joined
SELECT `log`.`audits`.`id`, `log`.`audits`.`what` FROM `log`.`audits` JOIN `note "book"` ON `note "book"`.`key` = `log`.`audits`.`what`
-- schema changed
UPDATE `log`.`audits` SET `what` = ?
