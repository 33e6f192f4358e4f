# The service as shipped: the launcher, the jar, a configuration with defaults. Sourced by `run`.
# shellcheck shell=bash

server=127.0.0.1:$http_port
management=127.0.0.1:$management_port

# Only what has no default here.
service_configure() { # [MORE YAML]
    cat >"$live/countersign.yaml" <<CONF
http:
  port: $http_port
management:
  port: $management_port
database:
  url: postgresql://countersign@127.0.0.1:$pg_port/countersign
keys:
  directory: $live/keys
${1:-}
CONF
}

# A token in the database that runs, for every program here: each takes it from this variable, and curl its header from
# the file.
service_token() {
    COUNTERSIGN_TOKEN=$("$here/lib/first-token" "$root/countersign" "$live/countersign.yaml") ||
        die "no token could be made in the database"
    export COUNTERSIGN_TOKEN
    (umask 077 && echo "Authorization: Bearer $COUNTERSIGN_TOKEN" >"$live/authorization")
}

# Not longer than three minutes.
service_start() { # NAME OF THE RECORDING [JVM OPTION…]
    local options=${COUNTERSIGN_JAVA_OPTS:-}
    if [[ -n ${profile:-} ]]; then
        options+=" -XX:StartFlightRecording=filename=$profile/$1.jfr,settings=profile,dumponexit=true"
    fi
    shift
    COUNTERSIGN_JAVA_OPTS="$options $*" "$root/countersign" serve --config "$live/countersign.yaml" >>"$live/service.log" 2>&1 &
    service_pid=$!
    local i
    for ((i = 0; i < 1800; i++)); do
        if [[ $(curl -s -o /dev/null -w '%{http_code}' "http://$management/ready") == 200 ]]; then
            return
        fi
        kill -0 "$service_pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$live/service.log" | cut -c 1-300 >&2
    die "the service did not become ready; the end of $live/service.log is above"
}

# SIGTERM: it publishes what it accepted. Not longer than two minutes.
service_stop() {
    [[ -n ${service_pid:-} ]] || return 0
    kill -TERM "$service_pid" 2>/dev/null || true
    local i
    for ((i = 0; i < 1200; i++)); do
        kill -0 "$service_pid" 2>/dev/null || break
        sleep 0.1
    done
    if kill -9 "$service_pid" 2>/dev/null; then
        say "the service did not stop within 2 minutes and was killed"
    fi
    wait "$service_pid" 2>/dev/null || true
    service_pid=
}

# As after a power cut.
service_kill() {
    kill -9 "$service_pid" 2>/dev/null || true
    wait "$service_pid" 2>/dev/null || true
    service_pid=
}

# memory VmRSS|VmHWM: megabytes, now or at most so far.
service_memory() {
    awk -v what="$1:" '$1 == what { printf "%.0f", $2 / 1024 }' "/proc/$service_pid/status"
}

# Processor seconds used so far. They tell what something costs even when the machine is busy with other things.
service_cpu() {
    cpu_of "$service_pid"
}

# Of the server and its processes, those that ended included.
postgres_cpu() {
    local postmaster
    postmaster=$(head -n 1 "$pg_folder/postmaster.pid")
    # shellcheck disable=SC2046 # several process ids
    cpu_of "$postmaster" $(pgrep -P "$postmaster")
}

cpu_of() {
    local pid
    for pid in "$@"; do
        # The name, field 2, may hold spaces; what follows its parenthesis does not.
        sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null || true
    done | awk -v hertz="$(getconf CLK_TCK)" '{ n += $12 + $13 + (NR == 1 ? $14 + $15 : 0) } END { printf "%.2f", n / hertz }'
}

# cpu_begin, then cpu_end FIGURE COUNT WHAT: processor time for one of COUNT things, of service and PostgreSQL.
cpu_begin() {
    service_cpu_before=$(service_cpu)
    postgres_cpu_before=$(postgres_cpu)
}

cpu_end() {
    result "$1" "processor time of the service for $3" "$(calc "($(service_cpu) - $service_cpu_before) * 1e6 / $2" 0)" us
    result "$1" "processor time of PostgreSQL for $3" "$(calc "($(postgres_cpu) - $postgres_cpu_before) * 1e6 / $2" 0)" us
}

# Submissions that are durable and not yet published.
backlog() {
    sql countersign 'select count(*) from journal where repository = 1 and position > (select journal from head where repository = 1)'
}

# await_empty SECONDS: until nothing is waiting; prints how long that took, or fails.
await_empty() {
    local start=$EPOCHREALTIME
    while (($(backlog) > 0)); do
        if (($(calc "$EPOCHREALTIME - $start" 0) > $1)); then
            return 1
        fi
        sleep 0.05
    done
    seconds_since "$start"
}

java_program() {
    "$java" -Xmx"${heap:-512m}" -XX:+UseSerialGC -XX:TieredStopAtLevel="${tier:-4}" -cp "$classes" "$@"
}

ceremony() { # keys|bootstrap|rotate [BINS [REPOSITORIES]]
    java_program Ceremony --do "$1" --server "$server" --keys "$live/keys" --root "$live/root" --bins "${2:-2}" --repositories "${3:-0}"
}

# Every file of the repository, verified from the root on; prints artifacts= and missing=.
walk() {
    heap=3g java_program Walk --server "$server" --root "$live/root/1.root.json" "$@"
}
