-- Many repositories. What was the only one becomes number 1, default. Columns with a constant default are added without
-- touching a row; indexes are made anew, which reads the tables but none of the large values beside them.

-- Where each repository stands. A repository has a row here exactly as long as it is served: removing it deletes the row,
-- and from then on nothing of it can be read as current, accepted or published. The table keeps its identity, by which
-- nodes know the lock of the leader.
alter table repository rename to head;
alter table head drop constraint repository_pkey, drop constraint repository_one_check, drop column one;
alter table head add column repository integer not null default 1;
alter table head alter column repository drop default;
-- When something is to be done next without a submission: signing again, or removing what is over. Null while a publisher
-- is at work, and after one that ended without a word: then somebody has to look.
alter table head add column due timestamptz;
alter table head add primary key (repository);

-- Every repository there ever was. The name of a removed one may be used again; its number never is.
create sequence repository_change;
create table repository (
    id         integer generated always as identity primary key,
    name       text collate "C" not null,
    created_at timestamptz      not null,
    removed_at timestamptz,
    -- When the last of its rows elsewhere was gone.
    purged_at  timestamptz,
    -- Grows with each change, in the order of commits.
    changed    bigint           not null default nextval('repository_change')
);
create unique index repository_name on repository (name) where removed_at is null;
create unique index repository_changed on repository (changed);
create index repository_doomed on repository (id) where removed_at is not null and purged_at is null;
insert into repository (name, created_at) values ('default', now());

alter table journal add column repository integer not null default 1;
alter table journal alter column repository drop default;
alter table journal drop constraint journal_pkey;
alter table journal add primary key (repository, position);
drop index journal_due;
create index journal_due on journal (repository, position) where not held;
drop index journal_bootstrap;
create index journal_bootstrap on journal (repository, position) where kind = 'BOOTSTRAP';

alter table outcome add column repository integer not null default 1;
alter table outcome alter column repository drop default;
alter table outcome drop constraint outcome_pkey;
alter table outcome add primary key (repository, position);

alter table publication add column repository integer not null default 1;
alter table publication alter column repository drop default;
alter table publication drop constraint publication_pkey;
alter table publication add primary key (repository, number);
drop index publication_journal;
create index publication_journal on publication (repository, journal, number);

alter table retired add column repository integer not null default 1;
alter table retired alter column repository drop default;
alter table retired drop constraint retired_pkey;
alter table retired add primary key (repository, replaced_at, publication);

alter table metadata add column repository integer not null default 1;
alter table metadata alter column repository drop default;
alter table metadata drop constraint metadata_pkey;
alter table metadata add primary key (repository, role, version) include (expires);
