-- Versions never change and the audit only grows, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''append-only''; END';
CREATE TRIGGER policy_versions_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
