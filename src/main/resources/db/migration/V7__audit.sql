-- The audit: who did what, or tried to. Rows are only added, and deleted when retention ends. A change gets its outcome
-- when it is carried out, where that does not follow from it. Rows stay when their repository is removed.
create table audit (
    repository integer     not null,
    -- Drawn from the sequence of the journal under the lock of the repository's journal; of a change, that of its entry.
    position   bigint      not null,
    at         timestamptz not null,
    actor      text        not null,
    address    text,
    operation  text        not null,
    -- SHA-256 of what was sent.
    body       bytea       not null,
    kind       text        not null,
    task       uuid,
    details    text        not null,
    salt       bytea       not null,
    -- SHA-256 of all above but the position.
    leaf       bytea       not null,
    -- Canonical JSON.
    outcome    bytea,
    primary key (repository, position)
) with (autovacuum_vacuum_scale_factor = 0.05, vacuum_truncate = false);
-- A task that is handed in again has one row.
create unique index audit_task on audit (task) where task is not null;
create index audit_at on audit (repository, at);

-- Which publication an entry is of, and up to which position it covers the audit, if it covers rows that no entry before
-- it does. Entries of before have neither.
alter table log_entry add column publication bigint;
alter table log_entry add column audited bigint;
create index log_entry_audited on log_entry (repository, audited) include (publication) where audited is not null;
