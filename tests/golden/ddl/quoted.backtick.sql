CREATE TABLE `a "table"; ``x``` (
    `select` BINARY(16) NOT NULL,
    `Grösse` LONGTEXT,
    CONSTRAINT `the key` PRIMARY KEY (`select`)
);
