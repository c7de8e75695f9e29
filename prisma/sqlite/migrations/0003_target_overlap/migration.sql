-- AlterTable
ALTER TABLE "forward_targets" ADD COLUMN "earlier_sealed" TEXT;
ALTER TABLE "forward_targets" ADD COLUMN "earlier_until" DATETIME;
