-- Mirrors: places outside the service to which metadata is copied. Where a mirror is, and how far it is; never what it takes
-- to write there.
create table mirror (
    id             bigint           generated always as identity primary key,
    repository     integer          not null,
    name           text collate "C" not null,
    place          text collate "C" not null,
    created_at     timestamptz      not null,
    -- Grows each time that a process begins to fill it; what an earlier one says counts no longer.
    claim          bigint           not null default 0,
    -- The publication that it shows, and a later one that is all there when it is about to show that.
    publication    bigint           not null default 0,
    root           integer          not null default 0,
    "timestamp"    integer          not null default 0,
    snapshot       integer          not null default 0,
    ready          bigint,
    ready_root     integer,
    ready_timestamp integer,
    ready_snapshot integer,
    -- Files that may be there for publications that it never showed.
    sent_roles     text[]           not null default '{}',
    sent_versions  integer[]        not null default '{}',
    problem        text,
    problem_since  timestamptz,
    alarm          boolean          not null default false,
    -- Full checks: the number of the last one asked for, and what the last one found.
    check_asked    bigint           not null default 0,
    checked        bigint           not null default 0,
    checked_at     timestamptz,
    checked_files  integer          not null default 0,
    check_problem  text
);
create unique index mirror_name on mirror (repository, name);
-- However it is reached: dev.countersign.repository.MirrorPlace.isWhere.
create unique index mirror_place on mirror ((place::jsonb - '{compressed,region,path_style,profile,ca}'::text[]));

-- Files that are on a mirror although what it shows does not name them.
create table mirror_leftover (
    mirror      bigint      not null,
    number      bigint      generated always as identity,
    repository  integer     not null,
    publication bigint      not null,
    replaced_at timestamptz not null,
    roles       text[]      not null,
    versions    integer[]   not null,
    primary key (mirror, number)
);
create index mirror_leftover_repository on mirror_leftover (repository);
