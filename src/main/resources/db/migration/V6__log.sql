-- The public log of publications, kept for ever. Where it stands is part of the head: whoever reads the one has the
-- other, and the swap that publishes is the one that appends.
alter table head add column log bytea;
alter table head alter column log set storage external;

-- The private key that signs its checkpoints. Apart from the head, which every reader reads.
create table log_key (
    repository integer     primary key,
    seed       bytea       not null,
    created_at timestamptz not null
);

create table log_entry (
    repository integer not null,
    index      bigint  not null,
    leaf       bytea   not null,
    entry      bytea   not null,
    primary key (repository, index)
);

-- The root of every full subtree of 256^level entries, from level 1 on.
create table log_node (
    repository integer not null,
    level      integer not null,
    index      bigint  not null,
    hash       bytea   not null,
    primary key (repository, level, index)
);

-- The last checkpoint that each witness has signed.
create table log_cosignature (
    repository integer             not null,
    witness    text    collate "C" not null,
    size       bigint              not null,
    note       bytea               not null,
    primary key (repository, witness)
);
