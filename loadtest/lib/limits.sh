# What the machine itself can do, measured in the same run: the ceilings the figures are compared with. Those that a
# figure is compared with directly leave their value in raw. Sourced by `run`.
# shellcheck shell=bash

# Disk, processor and loopback; once a run.
raw_machine() {
    local out=$work/raw-machine
    N='' BINS=''
    say "raw limits of this machine"
    mkdir -p "$work/fsync"
    own_by_postgres "$work/fsync"
    as_postgres "$pg_bin/pg_test_fsync" -s 1 -f "$work/fsync/file" >"$out.fsync" 2>&1 || true
    result raw "durable 8 kB writes (fdatasync)" "$(awk '$1 == "fdatasync" { printf "%.0f", $2; exit }' "$out.fsync")" '1/s'
    rm -rf "$work/fsync"
    local start=$EPOCHREALTIME
    dd if=/dev/zero of="$work/dd" bs=1M count=1024 conv=fdatasync status=none
    result raw "sequential durable write" "$(calc "1024 / ($EPOCHREALTIME - $start)" 0)" MB/s
    rm -f "$work/dd"
    java_program RawLimits >"$out"
    result raw "SHA-512 of 50 kB, one core" "$(value "$out" sha512_50000_mb_s)" MB/s
    result raw "SHA-512 of 600 kB, one core" "$(value "$out" sha512_600000_mb_s)" MB/s
    result raw "Ed25519 of the JDK, 300 B" "$(value "$out" ed25519_300_us)" us
    result raw "Ed25519 of the JDK, 50 kB" "$(value "$out" ed25519_50000_us)" us
    result raw "loopback copy, one connection" "$(value "$out" loopback_mb_s)" MB/s
}

# raw_tables BIN_BYTES SNAPSHOT_BYTES: a database of its own beside the service's, in the same PostgreSQL.
raw_tables() {
    sql postgres 'drop database if exists raw with (force)'
    sql postgres 'create database raw'
    sql raw "
        create table source as select
            (select decode(string_agg(encode(sha512(i::text::bytea), 'hex'), ''), 'hex') from generate_series(1, $1 / 64 + 1) i) as bin,
            (select decode(string_agg(encode(sha512(i::text::bytea), 'hex'), ''), 'hex') from generate_series(1, $2 / 64 + 1) i) as snapshot;
        create table head (n bigint);
        insert into head values (0);
        create table file (id bigint generated always as identity primary key, bytes bytea);
        alter table file alter bytes set storage external;
        create table journal (position bigint generated always as identity primary key, task uuid unique, payload bytea);
        checkpoint" >/dev/null
}

bench() { # SCRIPT SECONDS
    "$pg_bin/pgbench" -h 127.0.0.1 -p "$pg_port" -U countersign -n -c 1 -M prepared -T "$2" -f "$here/sql/$1" raw 2>"$work/bench.err"
}

# The smallest transaction that could publish one artifact: a bin, a snapshot, a timestamp, the head.
raw_publication() { # FIGURE BIN_BYTES SNAPSHOT_BYTES
    raw_tables "$2" "$3"
    raw=$(bench publication.sql 5 | awk '/^latency average/ { print $4 }')
    result "$1" "raw: PostgreSQL commits such a bin and snapshot in" "$raw" ms
}

# Journal entries in durable inserts of 64.
raw_intake() { # FIGURE
    raw_tables 300 300
    local tps
    tps=$(bench intake.sql 5 | awk '/^tps/ { print $3 }')
    raw=$(calc "$tps * 64" 0)
    result "$1" "raw: PostgreSQL inserts journal rows, 64 a commit" "$raw" 1/s
}

# COUNT files of SIZE bytes in one transaction, made inside PostgreSQL. What a figure has left to be written to disk
# makes a single one up to ten times as slow.
raw_files() { # FIGURE COUNT SIZE
    raw_tables "$3" 300
    local round start times=''
    for round in 1 2 3 4 5; do
        start=$EPOCHREALTIME
        sql raw "insert into file (bytes) select bin from source, generate_series(1, $2)"
        times+=$(seconds_since "$start")$'\n'
        sql raw 'truncate file'
    done
    raw=$(printf '%s' "$times" | median)
    result "$1" "raw: PostgreSQL inserts $2 files of $3 B in, median of 5" "$raw" s
}

raw_end() {
    sql postgres 'drop database if exists raw with (force)'
    sql postgres 'checkpoint'
}
