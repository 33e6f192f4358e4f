-- The audit: who did what, or tried to. A row of this table is a block: all rows of the audit that one statement wrote.
-- Blocks are only added, and deleted when retention ends. They stay when their repository is removed.
create table audit (
    repository integer     not null,
    -- Of the rows, in order. Drawn from the sequence of the journal under the lock of the repository's journal; the
    -- position of a change is that of its entry. So blocks of a repository never overlap.
    positions  bigint[]    not null,
    -- The last of them.
    position   bigint      not null,
    -- The latest time of a row.
    at         timestamptz not null,
    -- What the hashes of the rows are made from, as audit/AuditBlockCodec writes it.
    rows       bytea       not null,
    -- SHA-256 of each.
    leaves     bytea       not null,
    primary key (repository, position)
) with (autovacuum_vacuum_scale_factor = 0.05, vacuum_truncate = false);
alter table audit alter column rows set storage external, alter column leaves set storage external;
create index audit_at on audit (repository, at);

-- What became of a change, where that does not follow from it: canonical JSON. Written when it is carried out.
create table audit_outcome (
    repository integer not null,
    position   bigint  not null,
    outcome    bytea   not null,
    primary key (repository, position)
);

-- Which publication an entry is of, and up to which position it covers the audit, if it covers rows that no entry before
-- it does. Entries of before have neither.
alter table log_entry add column publication bigint;
alter table log_entry add column audited bigint;
create index log_entry_audited on log_entry (repository, audited) include (publication) where audited is not null;
