-- Versions never change and the audit only grows, whoever asks.
CREATE TRIGGER policy_versions_kept_1 BEFORE UPDATE ON policy_versions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER policy_versions_kept_2 BEFORE DELETE ON policy_versions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER policy_audit_kept_1 BEFORE UPDATE ON policy_audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER policy_audit_kept_2 BEFORE DELETE ON policy_audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
