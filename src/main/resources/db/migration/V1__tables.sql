-- The journal: what was submitted, in the order it is applied. Rows come in bulk and go in bulk.
create table journal (
    position     bigint generated always as identity primary key,
    task         uuid        not null unique,
    kind         text        not null,
    held         boolean     not null,
    payload      bytea       not null,
    submitted_at timestamptz not null
) with (
    -- Payloads of up to a page stay in the row, so that the publisher reads the journal in one sweep.
    toast_tuple_target = 8160,
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 0,
    vacuum_truncate = false
);
alter table journal alter column payload set storage external;
create index journal_due on journal (position) where not held;
create index journal_bootstrap on journal (position) where kind = 'BOOTSTRAP';

-- How a change ended where that does not follow from the change itself.
create table outcome (
    position bigint primary key,
    outcome  bytea not null
);

-- Where the repository stands. One row, which every publication replaces by compare-and-swap: a swap that does not
-- match tries to set publication to null, and that refusal aborts its transaction.
create table repository (
    one          boolean primary key default true check (one),
    publication  bigint      not null,
    journal      bigint      not null,
    committed_at timestamptz not null,
    root         integer     not null,
    "timestamp"  integer     not null,
    snapshot     integer     not null,
    targets      integer     not null,
    document     bytea
) with (fillfactor = 50);
alter table repository alter column document set storage external;
insert into repository (publication, journal, committed_at, root, "timestamp", snapshot, targets)
values (0, 0, 'epoch', 0, 0, 0, 0);

-- The publications that tasks still depend on: each finished the journal entries up to its own that none before did.
create table publication (
    number       bigint primary key,
    journal      bigint      not null,
    committed_at timestamptz not null,
    bit_length   integer     not null
) with (autovacuum_vacuum_scale_factor = 0.05);
create index publication_journal on publication (journal, number);

-- Files that no snapshot from a publication on refers to. A row goes with its files.
create table retired (
    replaced_at timestamptz not null,
    publication bigint      not null,
    roles       text[]      not null,
    versions    integer[]   not null,
    primary key (replaced_at, publication)
) with (autovacuum_vacuum_scale_factor = 0.05, vacuum_truncate = false);

-- Metadata files, byte for byte. A busy repository replaces a thousand of 50 KB each second: vacuum starts early, runs
-- at full speed, and does not lock readers out to give space back that is needed again at once.
create table metadata (
    role    text collate "C" not null,
    version integer          not null,
    expires timestamptz      not null,
    bytes   bytea            not null,
    primary key (role, version) include (expires)
) with (
    toast_tuple_target = 8160,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 0,
    vacuum_truncate = false,
    toast.autovacuum_vacuum_threshold = 20000,
    toast.autovacuum_vacuum_scale_factor = 0.02,
    toast.autovacuum_vacuum_cost_delay = 0,
    toast.vacuum_truncate = false
);
alter table metadata alter column bytes set storage external;
