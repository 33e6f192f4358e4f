-- Tokens: who may do what. Nothing here is a secret; what a holder shows is compared by its SHA-256. A revoked one stays,
-- so that its name in older records still means somebody.
create sequence token_change;
create table token (
    id         text collate "C" primary key,
    name       text collate "C" not null,
    digest     bytea            not null,
    grants     text             not null,
    created_at timestamptz      not null,
    creator    text             not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_use   timestamptz,
    -- Grows when one is created or revoked, in the order of commits.
    changed    bigint           not null default nextval('token_change')
);
create unique index token_name on token (name) where revoked_at is null;
create unique index token_changed on token (changed);

-- Whether the metadata of a repository is for callers with a grant only.
alter table repository add column private boolean not null default false;
