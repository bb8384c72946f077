CREATE TABLE `hens` (
    `id` BIGINT AUTO_NUMBER NOT NULL,
    `from_egg` BIGINT,
    CONSTRAINT `pk_hens` PRIMARY KEY (`id`)
);
CREATE TABLE `feathers` (
    `id` BIGINT AUTO_NUMBER NOT NULL,
    `hen` BIGINT NOT NULL,
    CONSTRAINT `pk_feathers` PRIMARY KEY (`id`),
    CONSTRAINT `fk_feathers_hen` FOREIGN KEY (`hen`)
        REFERENCES `hens` (`id`)
);
CREATE TABLE `eggs` (
    `id` BIGINT AUTO_NUMBER NOT NULL,
    `from_hen` BIGINT NOT NULL,
    CONSTRAINT `pk_eggs` PRIMARY KEY (`id`),
    CONSTRAINT `fk_eggs_from_hen` FOREIGN KEY (`from_hen`)
        REFERENCES `hens` (`id`)
);
ALTER TABLE `hens`
    ADD CONSTRAINT `fk_hens_from_egg` FOREIGN KEY (`from_egg`)
        REFERENCES `eggs` (`id`);
