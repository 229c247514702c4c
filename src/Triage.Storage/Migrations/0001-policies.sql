-- Published policies, their drafts and the audit. The same on SQLite and PostgreSQL: text, and 64-bit integers for
-- numbers, flags (0, 1) and instants (microseconds since 1970 UTC).

-- One row. Every write takes the next revision first, and holds the row until it ends: writers stand in one line,
-- and who reads revision n sees all writes up to n.
CREATE TABLE change_counter (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO change_counter (id, revision) VALUES (1, 0);

CREATE TABLE tenants (
    tenant TEXT NOT NULL PRIMARY KEY,
    four_eyes BIGINT NOT NULL CHECK (four_eyes IN (0, 1))
);

CREATE TABLE policy_versions (
    tenant TEXT NOT NULL,
    policy TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    document TEXT NOT NULL,
    author TEXT NOT NULL,
    comment TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    based_on BIGINT NOT NULL,
    model_version TEXT NOT NULL,
    accepted_warnings TEXT NOT NULL,
    PRIMARY KEY (tenant, policy, version)
);

-- What is published: one head, and at most one candidate beside it.
CREATE TABLE policies (
    tenant TEXT NOT NULL,
    policy TEXT NOT NULL,
    latest BIGINT NOT NULL,
    head BIGINT NOT NULL,
    candidate BIGINT,
    share_percent BIGINT NOT NULL CHECK (share_percent BETWEEN 0 AND 100),
    shadow BIGINT NOT NULL CHECK (shadow IN (0, 1)),
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, policy),
    FOREIGN KEY (tenant, policy, head) REFERENCES policy_versions (tenant, policy, version),
    FOREIGN KEY (tenant, policy, candidate) REFERENCES policy_versions (tenant, policy, version)
);
CREATE INDEX policies_by_revision ON policies (revision);

CREATE TABLE policy_drafts (
    tenant TEXT NOT NULL,
    policy TEXT NOT NULL,
    draft TEXT NOT NULL,
    document TEXT NOT NULL,
    author TEXT NOT NULL,
    comment TEXT NOT NULL,
    base_version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    approved_by TEXT,
    PRIMARY KEY (tenant, policy, draft)
);

CREATE TABLE policy_audit (
    revision BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    tenant TEXT NOT NULL,
    policy TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    draft TEXT,
    version BIGINT,
    comment TEXT NOT NULL
);
CREATE INDEX policy_audit_by_tenant ON policy_audit (tenant, revision);
