-- CreateTable
CREATE TABLE "operations_webhook" (
    "name" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "set_at" BIGINT NOT NULL,
    "set_by" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "operations_webhook_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "notices" (
    "notice_id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "title" TEXT COLLATE "C" NOT NULL,
    "body" TEXT COLLATE "C",
    "data_json" TEXT COLLATE "C" NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("notice_id")
);
