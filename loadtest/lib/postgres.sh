# A PostgreSQL of our own: private, durable, on loopback. Sourced by `run`.
# shellcheck shell=bash

# Newest PostgreSQL of the Debian packages, or the one on the PATH.
find_postgres() {
    local bin
    for bin in $(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -rV) "$(dirname "$(command -v initdb || echo /none/x)")"; do
        if [[ -x $bin/initdb && -x $bin/pgbench ]]; then
            echo "$bin"
            return
        fi
    done
    die "PostgreSQL: no initdb and pgbench found (expected: the package postgresql; loadtest/setup installs it)"
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if ((EUID == 0)); then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

own_by_postgres() {
    if ((EUID == 0)); then
        chown -R postgres: "$1"
    fi
}

pg_create() { # FOLDER
    mkdir -p "$1"
    own_by_postgres "$1"
    as_postgres "$pg_bin/initdb" -D "$1" -U countersign --auth=trust --encoding=UTF8 --locale=C -N >/dev/null
    cat >>"$1/postgresql.conf" <<CONF
# loadtest: durable, as in production, and little memory
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 128MB
max_wal_size = 4GB
max_connections = 50
CONF
}

pg_start() { # FOLDER
    pg_folder=$1
    as_postgres "$pg_bin/pg_ctl" -D "$1" -w -t 120 -l "$1/server.log" -o "-p $pg_port" start >/dev/null ||
        die "PostgreSQL did not start; see $1/server.log"
    local durable
    durable=$(sql postgres "select string_agg(setting, ' ') from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')")
    [[ $durable == 'on on on' ]] || die "PostgreSQL is not durable: $durable (expected: on on on)"
}

pg_stop() {
    if [[ -n ${pg_folder:-} ]]; then
        as_postgres "$pg_bin/pg_ctl" -D "$pg_folder" -w -t 300 -m fast stop >/dev/null || true
        pg_folder=
    fi
}

# sql DATABASE STATEMENT: rows without decoration.
sql() {
    PGOPTIONS=--client-min-messages=warning "$pg_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$pg_port" -U countersign -d "$1" -c "$2"
}

# A database without anything in it.
pg_fresh_database() {
    sql postgres 'drop database if exists countersign with (force)'
    sql postgres 'create database countersign'
}

# What is written is on disk, and no checkpoint or clean-up of earlier work runs into what is measured.
pg_settle() {
    sql countersign 'vacuum (analyze)'
    sql postgres 'checkpoint'
}
