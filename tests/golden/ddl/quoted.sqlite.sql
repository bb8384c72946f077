CREATE TABLE "a ""table""; `x`" (
    "select" UUID NOT NULL,
    "Grösse" TEXT,
    CONSTRAINT "the key" PRIMARY KEY ("select")
);
