-- API keys. A key is <id> and a secret; of the secret only a salted hash is kept (base64).
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('caller', 'widget', 'analyst', 'approver', 'admin')),
    name TEXT NOT NULL,
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- Origins of the pages that may use a widget's key, with blanks between.
    origins TEXT NOT NULL,
    -- Its own limits; null: those of the settings.
    requests_per_second BIGINT CHECK (requests_per_second > 0),
    concurrency BIGINT CHECK (concurrency > 0),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    revision BIGINT NOT NULL
);
CREATE INDEX api_keys_by_revision ON api_keys (revision);
CREATE INDEX api_keys_by_tenant ON api_keys (tenant, id);
