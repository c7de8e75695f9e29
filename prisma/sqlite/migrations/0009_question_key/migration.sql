-- AlterTable
ALTER TABLE "questions" ADD COLUMN "ask_key" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "questions_task_id_ask_key_key" ON "questions"("task_id", "ask_key");
