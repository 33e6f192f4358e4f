# Repositories to begin with: made once through the product's own import, kept as folders, copied for each figure.
# Sourced by `run`.
# shellcheck shell=bash

# live_fresh: an empty database and new keys.
live_fresh() {
    live_remove
    mkdir -p "$live"
    ceremony keys
    pg_create "$live/postgres"
    pg_start "$live/postgres"
    pg_fresh_database
    service_configure
    service_token
}

live_remove() {
    service_stop
    pg_stop
    rm -rf "$live"
}

# live_seeded N BINS: a copy of the repository with the first N artifacts in BINS bins, its database running.
live_seeded() {
    N=$1 BINS=$2
    local seed=$scratch/seed/$N-$BINS
    if [[ ! -f $seed/complete ]]; then
        seed_make "$N" "$BINS" "$seed"
    fi
    live_remove
    say "copying the repository with $N artifacts in $BINS bins ($(du -sh "$seed" | cut -f 1))"
    cp -a --reflink=auto "$seed" "$live"
    sync "$live"
    service_configure
    pg_start "$live/postgres"
    service_token
}

# With more memory and larger publications than the default: what is measured starts afterwards.
seed_make() {
    say "seeding $1 artifacts in $2 bins (once; kept in $3)"
    live_fresh
    service_configure "publishing:
  max-submissions: 20000
  max-payload: 256MiB
  timeout: 10m
retention:
  files: 1m
  publications: 1"
    service_start "seed-$1-$2" -Xmx4g -XX:MaxDirectMemorySize=1g
    ceremony bootstrap "$2" >/dev/null
    if (($1 > 0)); then
        java_program Registry --count "$1" --format csv | gzip -1 >"$live/import.csv.gz"
        "$root/countersign" import "$live/import.csv.gz" --server "http://$server" --timeout 1h >&2
        await_empty 3600 >/dev/null || die "the import was not published within an hour"
    fi
    service_stop
    sql countersign 'vacuum (full, analyze)'
    sql postgres 'checkpoint'
    pg_stop
    rm -f "$live"/import.csv.gz* "$live/service.log"
    mkdir -p "$scratch/seed"
    rm -rf "$3"
    mv "$live" "$3"
    touch "$3/complete"
}
