-- Holds back mistakes: whoever can write the file can also drop these, and then the chain of hashes tells.
-- A later migration that makes audit_log anew must make these anew, too.
CREATE TRIGGER "audit_log_is_not_changed" BEFORE UPDATE ON "audit_log"
BEGIN
    SELECT RAISE(ABORT, 'The audit is only added to');
END;
CREATE TRIGGER "audit_log_is_not_deleted" BEFORE DELETE ON "audit_log"
BEGIN
    SELECT RAISE(ABORT, 'The audit is only added to');
END;
