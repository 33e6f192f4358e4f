# One function a figure; README.md says what each means. Sourced by `run`.
# shellcheck shell=bash

# scaled COUNT: smaller for a rehearsal, at least 1.
scaled() {
    awk "BEGIN { n = int($1 * $scale); print n < 1 ? 1 : n }"
}

million() {
    scaled 1000000
}

# Bytes of a metadata file.
file_size() {
    curl -s "http://$server/metadata/$1" | wc -c
}

timestamp_field() { # REGEX with one group
    curl -s "http://$server/metadata/timestamp.json" | sed -E "s/.*$1.*/\1/"
}

snapshot_name() {
    echo "$(timestamp_field '"snapshot.json":\{.*"version":([0-9]+)\},?.*\}.*"spec_version"').snapshot.json"
}

# some_bins COUNT: names of current files of bins, spread over all of them.
some_bins() {
    curl -s --compressed "http://$server/metadata/$(snapshot_name)" | grep -oE '"bins-[0-9a-f]+\.json":\{"version":[0-9]+' |
        sed -E 's/"(bins-[0-9a-f]+\.json)":\{"version":([0-9]+)/\2.\1/' |
        awk -v want="$1" '{ name[NR] = $0 } END { step = NR > want ? NR / want : 1; for (i = 1; i <= NR; i += step) print name[int(i)] }'
}

memory() { # FIGURE WHEN
    result "$1" "memory of the process, resident, $2" "$(service_memory VmRSS)" MB '<= 700'
    result "$1" "memory of the process, highest so far" "$(service_memory VmHWM)" MB
}

# One artifact, idle service.
publish_latency() { # FIGURE N BINS AIM50 AIM99
    live_seeded "$2" "$3"
    service_start "figure-$1"
    local out=$work/figure-$1 samples warmup
    samples=$(scaled 500) warmup=$(scaled 1000)
    say "figure $1: one artifact, idle service"
    cpu_begin
    tier=1 java_program PublishLatency --server "$server" --from 5000000000 --samples "$samples" --warmup "$warmup" >"$out"
    result "$1" 'publish one artifact, POST sent to visible, p50' "$(value "$out" visible_p50_ms)" ms "$4"
    result "$1" 'publish one artifact, POST sent to visible, p99' "$(value "$out" visible_p99_ms)" ms "$5"
    result "$1" 'of which until the POST is answered, p50' "$(value "$out" accepted_p50_ms)" ms
    result "$1" 'of which one GET of timestamp.json, p50' "$(value "$out" get_p50_ms)" ms
    cpu_end "$1" "$((samples + warmup))" 'one publication and the polls for it'
    local bin
    bin=$(some_bins 1)
    local bin_bytes snapshot_bytes
    bin_bytes=$(file_size "$bin")
    snapshot_bytes=$(file_size "$(snapshot_name)")
    result "$1" "size of a bin" "$bin_bytes" B
    result "$1" "size of the snapshot" "$snapshot_bytes" B
    memory 9 "after figure $1"
    service_stop
    p50=$(value "$out" visible_p50_ms)
    raw_publication "$1" "$bin_bytes" "$snapshot_bytes"
    ratio "$1" "publish one artifact, p50, to PostgreSQL's own commit" "$p50" "$raw"
    raw_end
}

figure_1() {
    publish_latency 1 "$(million)" 4096 '<= 12' '<= 60'
    figure_1_p50=$p50
}

figure_2() {
    local aim='' tenth
    # As many bins and a tenth of the artifacts: the snapshot is the same, the bin is not.
    publish_latency 2 "$(million)" 16384 '' ''
    tenth=$p50
    [[ -z ${figure_1_p50:-} ]] || aim="<= $(calc "2 * $figure_1_p50" 3)"
    publish_latency 2 "$(scaled 10000000)" 16384 "$aim" ''
    result 2 'p50 as a multiple of that with a tenth of the artifacts' "$(calc "$p50 / $tenth")" x
    if [[ -n ${figure_1_p50:-} ]]; then
        result 2 'p50 as a multiple of figure 1' "$(calc "$p50 / $figure_1_p50")" x '<= 2'
    fi
}

# Intake: as fast as 64 connections can.
figure_3() {
    live_seeded "$(million)" 4096
    service_start figure-3
    say "figure 3: single-artifact POSTs, 64 connections"
    local seconds rate='' round out
    seconds=$(scaled 20)
    cpu_begin
    local count=0
    for round in 0 1 2 3; do
        out=$work/figure-3-$round
        # The first round warms up: longer, and not counted. A service that has run for an hour is what is asked about.
        wrk -t1 -c64 --timeout 10s -d"$((round == 0 ? 2 * seconds : seconds))s" --latency -s "$here/lua/post.lua" "http://$server" -- "$round" >"$out"
        grep -E 'Non-2xx|Socket errors' "$out" >&2 || true
        if ((round > 0)); then
            rate+="$(awk '/Requests\/sec/ { print $2 }' "$out")"$'\n'
        fi
        count=$((count + $(awk '/requests in/ { print $1 }' "$out")))
        local waited
        waited=$(await_empty 600) || die "the journal did not become empty within ten minutes"
        say "round $round: $(awk '/Requests\/sec/ { print $2 }' "$out") a second; all published $waited s after the end"
    done
    result 3 'POSTs accepted (durable), median of 3 rounds' "$(printf '%s' "$rate" | median)" '1/s' '>= 8000'
    result 3 'POSTs refused in the last round' "$(awk '/Non-2xx/ { print $NF; f = 1 } END { if (!f) print 0 }' "$out")" ''
    result 3 'until the last of a round is published' "$waited" s
    cpu_end 3 "$count" 'one POST and its publication'
    service_stop
    raw_intake 3
    ratio 3 "POSTs accepted, to PostgreSQL's own inserts" "$(printf '%s' "$rate" | median)" "$raw"
    raw_end
}

# Sustained load, and clients that refresh meanwhile: figures 4 and 10 are one run.
figure_4() {
    live_seeded "$(million)" 4096
    service_start figure-4
    local seconds count out=$work/figure-4 rate=1000
    seconds=$(scaled 300)
    count=$((seconds * rate))
    say "figures 4 and 10: $rate POSTs a second for $seconds s, and 100 clients"
    # A short time at the same rate first: a service that has run for an hour is what is asked about.
    steady_load 6000000000 "$((rate * 20))" "$rate" "$out-warm" >/dev/null
    await_empty 60 >/dev/null || true
    java_program Refreshers --server "$server" --root "$live/root/1.root.json" --clients 100 --seconds "$seconds" \
        --artifacts "$N" --bins "$BINS" >"$out-clients" &
    local clients=$!
    cpu_begin
    steady_load 7000000000 "$count" "$rate" "$out"
    local waited
    waited=$(await_empty 60) || waited=
    cpu_end 4 "$count" 'one POST, its publication and the clients'
    wait "$clients" || say "the clients ended with an error"
    result 4 "accepted of $count offered at $rate/s" "$(value "$out" accepted)" '' ">= $count"
    result 4 'sent to published, p50' "$(value "$out" published_p50_ms)" ms
    result 4 'sent to published, p99' "$(value "$out" published_p99_ms)" ms '<= 2000'
    result 4 'sent to published, longest' "$(value "$out" published_p100_ms)" ms
    result 4 'sent to answered, p99' "$(value "$out" answer_p99_ms)" ms
    result 4 'journal empty after the end' "${waited:-60}" s '<= 5'
    say "walking the whole repository"
    walk --expect "$out.accepted" >"$out.walk" || true
    result 4 'accepted artifacts that the repository lacks' "$(value "$out.walk" missing)" '' '<= 0'
    result 10 '100 clients: errors and inconsistencies' "$(value "$out-clients" errors)" '' '<= 0'
    result 10 '100 clients: refreshes' "$(value "$out-clients" refreshes)" ''
    result 10 '100 clients: one refresh and look-up, p50' "$(value "$out-clients" refresh_p50_ms)" ms
    result 10 '100 clients: one refresh and look-up, p99' "$(value "$out-clients" refresh_p99_ms)" ms
    memory 4 'after figure 4'
    result 4 'size of the database' "$(sql countersign "select round(pg_database_size('countersign') / 1e6)")" MB
    service_stop
}

figure_10() {
    figure_4
}

# steady_load FROM COUNT RATE OUT: an open model; vegeta takes a new connection when an answer is late.
steady_load() {
    java_program Registry --from "$1" --count "$2" --format vegeta --url "http://$server/api/v1/artifacts/" >"$4.targets"
    "$vegeta" attack -lazy -format=json -targets="$4.targets" -rate="$3/s" -duration="$(calc "$2 / $3" 3)s" \
        -connections=1000 -workers=16 -timeout=30s |
        "$vegeta" encode --to json |
        tier=1 java_program SteadyLoad --server "$server" --every 20 --accepted "$4.accepted" >"$4"
    rm -f "$4.targets"
}

# Import through the API.
figure_5() {
    N=$(million) BINS=4096
    live_fresh
    service_start figure-5
    ceremony bootstrap "$BINS" >/dev/null
    java_program Registry --count "$N" --format csv >"$live/import.csv"
    say "figure 5: importing $N artifacts"
    local start=$EPOCHREALTIME waited
    cpu_begin
    "$root/countersign" import "$live/import.csv" --server "http://$server" >"$work/figure-5.import" 2>"$work/figure-5.progress" ||
        die "the import failed: $(tail -n 3 "$work/figure-5.progress")"
    waited=$(await_empty 600) || die "the import was not published within ten minutes"
    local seconds
    seconds=$(seconds_since "$start")
    result 5 "import of $N artifacts until published" "$seconds" s '<= 90'
    result 5 'rate' "$(calc "$N / $seconds" 0)" '1/s'
    cpu_end 5 "$N" 'one artifact'
    memory 9 'after figure 5'
    java_program Registry --count "$N" --format paths >"$work/paths"
    walk --expect "$work/paths" >"$work/figure-5.walk" || true
    rm -f "$work/paths"
    result 5 'artifacts in the repository' "$(value "$work/figure-5.walk" artifacts)" '' ">= $N"
    result 5 'artifacts of the import that it lacks' "$(value "$work/figure-5.walk" missing)" '' '<= 0'
    local size
    size=$(file_size "$(some_bins 1)")
    service_stop
    raw_files 5 4096 "$size"
    raw_intake 5
    ratio 5 "artifacts imported a second, to PostgreSQL's own inserts" "$(calc "$N / $seconds" 0)" "$raw"
    raw_end
}

# Bootstrap, each time with an empty database.
figure_6() {
    N=0 BINS=16384
    say "figure 6: bootstrap with $BINS bins"
    local times='' round
    for round in 1 2 3 4 5; do
        live_fresh
        service_start figure-6
        times+="$(ceremony bootstrap "$BINS" | sed -n 's/^seconds=//p')"$'\n'
        say "round $round: $(printf '%s' "$times" | tail -n 1) s"
        ((round == 5)) || service_stop
    done
    local size
    size=$(file_size "$(some_bins 1)")
    result 6 "bootstrap with $BINS bins, median of 5" "$(printf '%s' "$times" | median)" s '<= 3'
    result 6 'longest of them' "$(printf '%s' "$times" | sort -g | tail -n 1)" s
    service_stop
    raw_files 6 "$BINS" "$size"
    ratio 6 "bootstrap, to PostgreSQL's own insert of as many files" "$(printf '%s' "$times" | median)" "$raw"
    raw_end
}

# Everything signed again with a new online key, while readers read.
figure_7() {
    live_seeded "$(million)" 16384
    service_start figure-7
    say "figure 7: rotation of the online key, $BINS bins"
    local out=$work/figure-7 size round idle busy
    local seconds='' idles='' busys='' ratios='' failed=0
    size=$(file_size "$(some_bins 1)")
    read_targets
    read_steadily 10 "$out.warm"
    cpu_begin
    for round in 1 2 3; do
        rotation_round
        say "round $round: $(value "$out" seconds) s; p99 of reads $idle ms before, $busy ms meanwhile"
    done
    cpu_end 7 "$((3 * BINS))" 'one bin, and the reads'
    result 7 "sign $BINS bins again with a new key, median of 3" "$(printf '%s' "$seconds" | median)" s '<= 15'
    result 7 'reads, 500/s, p99, idle, median of 3' "$(printf '%s' "$idles" | median)" ms
    result 7 'reads, 500/s, p99, during the rotation, median of 3' "$(printf '%s' "$busys" | median)" ms
    result 7 'the latter as a multiple of the former, median of 3' "$(printf '%s' "$ratios" | median)" x '<= 3'
    result 7 'reads that failed' "$failed" '' '<= 0'
    walk >"$out.walk" || true
    result 7 'artifacts, all files verified with the new key' "$(value "$out.walk" artifacts)" '' ">= $N"
    service_stop
    raw_files 7 "$BINS" "$size"
    ratio 7 "new key, to PostgreSQL's own insert of as many files" "$(printf '%s' "$seconds" | median)" "$raw"
    raw_end
}

# For figure 7, in its $out.targets: 200 bins as they are now, and timestamp.json as often.
read_targets() {
    {
        some_bins 200 | sed "s|^|GET http://$server/metadata/|"
        local i
        for ((i = 0; i < 200; i++)); do echo "GET http://$server/metadata/timestamp.json"; done
    } >"$out.targets"
}

# One rotation of figure 7: sets its idle and busy, and adds to what it collects.
rotation_round() {
    read_targets
    read_steadily "$(scaled 15)" "$out.idle"
    "$vegeta" attack -targets="$out.targets" -rate=500/s -duration=0 -workers=16 >"$out.busy" &
    local readers=$!
    ceremony rotate >"$out"
    kill -INT "$readers" && wait "$readers" || true
    # Not what was read while the program that asks for the rotation started and ended.
    "$vegeta" encode --to csv "$out.busy" |
        awk -F, -v from="$(value "$out" begun)" -v to="$(value "$out" ended)" '$1 >= from && $1 <= to' >"$out.during"
    idle=$(p99_of "$out.idle")
    busy=$(p99_of "$out.during")
    seconds+=$(value "$out" seconds)$'\n'
    idles+=$idle$'\n' busys+=$busy$'\n' ratios+=$(calc "$busy / $idle" 3)$'\n'
    failed=$((failed + $("$vegeta" report -type=json "$out.busy" | failures)))
}

read_steadily() { # SECONDS OUT
    "$vegeta" attack -targets="$work/figure-7.targets" -rate=500/s -duration="$1s" -workers=16 >"$2"
}

p99_of() {
    calc "$("$vegeta" report -type=json "$1" | sed -E 's/.*"99th":([0-9]+).*/\1/') / 1e6" 3
}

failures() {
    sed -E 's/.*"status_codes":\{([^}]*)\}.*/\1/' | tr ',' '\n' | awk -F: '$1 !~ /"200"/ { n += $2 } END { print n + 0 }'
}

# The same bytes with the same headers from nginx, in turns.
figure_8() {
    # Two bins of about 100 kB: twice 620 artifacts.
    live_seeded 1240 2
    service_start figure-8
    local bin out=$work/figure-8 path name
    bin=$(some_bins 1)
    nginx_start "timestamp.json" "$bin"
    say "figure 8: timestamp.json and $bin ($(file_size "$bin") B), in turns with nginx"
    for path in timestamp.json "$bin"; do
        name=$([[ $path == timestamp.json ]] && echo timestamp.json || echo 'a bin of 100 kB')
        cmp -s <(curl -s "http://$server/metadata/$path") <(curl -s "http://127.0.0.1:$nginx_port/metadata/$path") ||
            die "nginx serves other bytes for $path"
        local round ours='' theirs='' ratios='' one other
        # A service that has run for a while is what is asked about.
        read_flat_out "$server" "$path" "$(scaled 20)" >/dev/null
        read_flat_out "127.0.0.1:$nginx_port" "$path" 2 >/dev/null
        for round in 1 2 3 4 5; do
            one=$(read_flat_out "$server" "$path" "$(scaled 8)")
            other=$(read_flat_out "127.0.0.1:$nginx_port" "$path" "$(scaled 8)")
            ours+=$one$'\n' theirs+=$other$'\n' ratios+=$(calc "$one / $other" 3)$'\n'
        done
        result 8 "$name: requests, median of 5" "$(printf '%s' "$ours" | median)" '1/s'
        result 8 "$name: nginx, median of 5" "$(printf '%s' "$theirs" | median)" '1/s'
        first=yes result 8 "$name: to nginx, median of 5" "$(printf '%s' "$ratios" | median)" x '>= 1.0'
    done
    nginx_stop
    service_stop
}

read_flat_out() { # HOST:PORT FILE SECONDS
    wrk -t1 -c64 -d"$3s" --timeout 10s "http://$1/metadata/$2" >"$work/wrk"
    if grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2; then
        die "$1 did not answer all of $2"
    fi
    awk '/Requests\/sec/ { print $2 }' "$work/wrk"
}

# Memory is taken while figures 2 and 5 run.
figure_9() {
    [[ " $done_figures " == *" 2 "* ]] || run_figure 2
    [[ " $done_figures " == *" 5 "* ]] || run_figure 5
}

# From the launcher to ready, with what was there before.
figure_11() {
    local repository ready='' out=$work/figure-11
    for repository in "$(scaled 1000) 4096" "$(million) 4096" "$(scaled 10000000) 16384"; do
        # shellcheck disable=SC2086 # two arguments
        live_seeded $repository
        say "figure 11: start to ready, N = $N"
        tier=1 java_program ReadyTime --management "$management" --runs 10 --log "$live/service.log" -- \
            "$root/countersign" serve --config "$live/countersign.yaml" >"$out-$N"
        result 11 'start to ready, median of 10' "$(calc "$(value "$out-$N" ready_p50_ms) / 1000" 3)" s '<= 1.5'
        ready+="$N $(calc "$(value "$out-$N" ready_p50_ms) / 1000" 3)"$'\n'
        result 11 'longest of 10' "$(calc "$(value "$out-$N" ready_p100_ms) / 1000" 3)" s
    done
    N='' BINS=''
    local round times='' start
    for round in 1 2 3 4 5; do
        start=$EPOCHREALTIME
        "$root/countersign" --version >/dev/null
        times+=$(seconds_since "$start")$'\n'
    done
    raw=$(printf '%s' "$times" | median)
    result 11 "raw: the launcher and the JVM alone (--version)" "$raw" s
    while read -r N start; do
        ratio 11 'start to ready, to the launcher alone' "$start" "$raw"
    done < <(printf '%s' "$ready")
}

# One change at a time, by how many wait behind it.
figure_backlog() {
    live_seeded "$(scaled 1000)" 4096
    service_start figure-backlog
    local few many out=$work/figure-backlog
    few=$(scaled 2000) many=$(scaled 20000)
    # Renewals are timed by tens.
    few=$((few < 20 ? 20 : few))
    say "figure backlog: one renewal with nothing, $few and $many waiting behind it"
    java_program Renewals --server "$server" --few "$few" --many "$many" >"$out"
    # What is still waiting would take minutes, and nobody needs it.
    service_kill
    result backlog 'one renewal, nothing behind it' "$(value "$out" alone_ms)" ms
    result backlog "one renewal, $few behind it" "$(value "$out" few_ms)" ms
    result backlog "one renewal, $many behind it" "$(value "$out" many_ms)" ms
    result backlog "with $few behind it, as a multiple of none" "$(calc "$(value "$out" few_ms) / $(value "$out" alone_ms)")" x '<= 1.5'
    result backlog "with $many behind it, as a multiple of none" "$(calc "$(value "$out" many_ms) / $(value "$out" alone_ms)")" x '<= 1.5'
}

# What readers notice of callers with bodies of 13 MB.
figure_bodies() {
    live_seeded "$(scaled 1000)" 4096
    service_start figure-bodies
    local out=$work/figure-bodies
    say "figure bodies: readers of timestamp.json in turns alone and beside two callers with bodies of 13 MB"
    heap=1g java_program LargeBodies --server "$server" --seconds "$(scaled 30)" >"$out"
    # What was posted is held back from publication, and nobody needs it.
    service_kill
    result bodies 'GET timestamp.json, idle, p50' "$(value "$out" idle_p50_ms)" ms
    result bodies 'GET timestamp.json, idle, p99' "$(value "$out" idle_p99_ms)" ms
    result bodies 'GET timestamp.json beside large bodies, p50' "$(value "$out" busy_p50_ms)" ms
    result bodies 'GET timestamp.json beside large bodies, p99' "$(value "$out" busy_p99_ms)" ms
    result bodies 'GET timestamp.json beside large bodies, longest' "$(value "$out" busy_p100_ms)" ms
    result bodies 'bodies of 13 MB accepted meanwhile' "$(value "$out" bodies)" ''
    result bodies 'p99 as a multiple of idle' "$(calc "$(value "$out" busy_p99_ms) / $(value "$out" idle_p99_ms)")" x '<= 2'
}

# What callers cost who guess tokens, 100,000 a minute, and what a right caller notices of them.
figure_access() {
    local out=$work/figure-access seconds guesses=1667 before idle
    seconds=$(scaled 60)
    N=0 BINS=2
    live_fresh
    service_start figure-access
    say "figure access: a right caller alone, then beside $guesses wrong tokens a second"
    java_program WrongTokens --server "$server" --seconds "$(scaled 20)" --rate "$guesses" >/dev/null
    before=$(service_cpu)
    java_program WrongTokens --server "$server" --seconds "$seconds" --rate 0 >"$out-idle"
    idle=$(calc "($(service_cpu) - $before) / $seconds" 4)
    before=$(service_cpu)
    java_program WrongTokens --server "$server" --seconds "$seconds" --rate "$guesses" >"$out"
    result access 'wrong tokens refused in a second' "$(calc "$(value "$out" wrong) / $seconds" 0)" ''
    result access 'told to slow down in a second (429)' "$(calc "$(value "$out" other) / $seconds" 0)" ''
    result access 'part of a processor that they cost' "$(calc "($(service_cpu) - $before) / $seconds - $idle" 3)" '' '<= 0.1'
    result access 'a right caller alone, p50' "$(value "$out-idle" right_p50_ms)" ms
    result access 'a right caller beside them, p50' "$(value "$out" right_p50_ms)" ms
    result access 'a right caller beside them, p99' "$(value "$out" right_p99_ms)" ms
    live_remove
}

# What 1,000 repositories cost of which 20 are in use, beside one alone.
figure_repositories() {
    local count=1000 used=20 out=$work/figure-repositories i
    N=0 BINS=256
    live_fresh
    service_start figure-repositories
    ceremony bootstrap 256 >/dev/null
    say "figure repositories: one alone"
    repositories_measured "$out-1" 0
    local p50=$measured_p50 memory=$measured_memory ready=$measured_ready
    service_start figure-repositories
    say "figure repositories: $count, of which $used are in use"
    for ((i = 1; i <= count; i++)); do
        curl -sf -o /dev/null -H "@$live/authorization" -H 'Content-Type: application/json' -d "{\"name\":\"r-$i\"}" "http://$server/api/v1/repositories" \
            || die "repository r-$i was not created"
    done
    ceremony bootstrap 256 "$used" >/dev/null
    service_stop
    service_start figure-repositories
    repositories_measured "$out-$count" "$used"
    result repositories 'one alone: publish one artifact, p50' "$p50" ms
    result repositories "$used of $count: publish one artifact, p50" "$measured_p50" ms
    result repositories 'as a multiple of one alone' "$(calc "$measured_p50 / $p50")" x '<= 1.2'
    result repositories 'one alone: memory of the process, resident' "$memory" MB
    result repositories "$used of $count: memory more than one alone" "$(calc "$measured_memory - $memory" 0)" MB '<= 100'
    result repositories 'one alone: start to ready, median of 5' "$ready" s
    result repositories "$count: start to ready, more than one alone" "$(calc "$measured_ready - $ready" 3)" s '<= 2'
    live_remove
}

# repositories_measured OUT USED: of a running service, which is stopped.
repositories_measured() {
    tier=1 java_program PublishLatency --server "$server" --from 6000000000 --samples "$(scaled 500)" \
        --warmup "$(scaled 500)" --pause 50 --repositories "$2" >"$1"
    measured_p50=$(value "$1" visible_p50_ms)
    measured_memory=$(service_memory VmRSS)
    service_stop
    tier=1 java_program ReadyTime --management "$management" --runs 5 --log "$live/service.log" -- \
        "$root/countersign" serve --config "$live/countersign.yaml" >"$1-ready"
    measured_ready=$(calc "$(value "$1-ready" ready_p50_ms) / 1000" 3)
}

# A new mirror of 16,384 bins, and one publication after it: a folder, and a bucket of versitygw if there is one.
figure_mirrors() {
    live_seeded "$(scaled 100000)" 16384
    export AWS_ACCESS_KEY_ID=countersign AWS_SECRET_ACCESS_KEY=loadtest AWS_EC2_METADATA_DISABLED=true
    service_start figure-mirrors
    say "figure mirrors: a folder"
    mirror_measured folder "$live/mirror" "\"folder\":\"$live/mirror\"" 7000000000 raw_folder
    local gateway
    gateway=$(command -v versitygw || echo "$scratch/bin/versitygw")
    if [[ -x $gateway ]]; then
        gateway_start "$gateway"
        say "figure mirrors: a bucket of versitygw"
        mirror_measured bucket "$live/gateway/store/tuf-files/metadata" "\"bucket\":\"tuf-files\",\"prefix\":\"metadata\",
            \"endpoint\":\"http://127.0.0.1:$nginx_port\",\"region\":\"eu-test-1\"" 8000000000 raw_bucket
        kill "$gateway_pid" && wait "$gateway_pid" 2>/dev/null || true
    else
        say "no versitygw (loadtest/clients/mirrors builds it): the bucket is left out"
    fi
    live_remove
}

# It keeps objects as files below its store.
gateway_start() { # PROGRAM
    mkdir -p "$live/gateway/store/tuf-files" "$live/gateway/side"
    "$1" --port "127.0.0.1:$nginx_port" --access "$AWS_ACCESS_KEY_ID" --secret "$AWS_SECRET_ACCESS_KEY" --region eu-test-1 \
        posix --sidecar "$live/gateway/side" "$live/gateway/store" >"$live/gateway/log" 2>&1 &
    gateway_pid=$!
    local i
    for ((i = 0; i < 100; i++)); do
        curl -s -o /dev/null "http://127.0.0.1:$nginx_port/" && return
        sleep 0.1
    done
    die "versitygw does not answer; $live/gateway/log says more"
}

# mirror_measured WHAT FOLDER PLACE FROM RAW: from the request that adds it until the folder has a timestamp; then one publication
# after the other, of artifacts from FROM on; then the same files written to such a place by another program.
mirror_measured() {
    local out=$work/figure-mirrors-$1 seconds i start=$EPOCHREALTIME
    curl -sf -o /dev/null -H "@$live/authorization" -H 'Content-Type: application/json' -d "{\"name\":\"$1\",$3}" \
        "http://$server/api/v1/mirrors" || die "the mirror $1 was not added"
    for ((i = 0; i < 36000; i++)); do
        [[ -s $2/timestamp.json ]] && break
        sleep 0.05
    done
    [[ -s $2/timestamp.json ]] || die "the mirror was not filled within half an hour; $live/service.log says more"
    seconds=$(seconds_since "$start")
    local files
    files=$(find "$2" -maxdepth 1 -name '*.json' | wc -l)
    result mirrors "$1: $files files, from nothing to the timestamp" "$seconds" s
    tier=1 java_program PublishLatency --server "$server" --from "$4" --samples "$(scaled 200)" --warmup "$(scaled 100)" \
        --mirror "$2/timestamp.json" >"$out"
    result mirrors "$1: one artifact, visible at the service, p50" "$(value "$out" visible_p50_ms)" ms
    result mirrors "$1: from there until it is on the mirror, p50" "$(value "$out" mirrored_p50_ms)" ms
    result mirrors "$1: from there until it is on the mirror, p99" "$(value "$out" mirrored_p99_ms)" ms
    "$5" "$2"
    ratio mirrors "$1: filled, to the same files written plainly" "$seconds" "$raw"
}

# Copied one by one, and made durable together.
raw_folder() { # FROM
    local start=$EPOCHREALTIME
    cp -r "$1" "$live/copy"
    sync -f "$live/copy"
    raw=$(seconds_since "$start")
    result mirrors 'raw: cp -r of the same files, and sync' "$raw" s
}

# curl puts them, 16 at once, unconditionally.
raw_bucket() { # FROM
    local start
    find "$1" -maxdepth 1 -name '*.json' -printf 'upload-file = "%p"\nurl = "http://127.0.0.1:'"$nginx_port"'/tuf-files/copy/%f"\noutput = "/dev/null"\n' >"$work/uploads"
    start=$EPOCHREALTIME
    curl -s --parallel --parallel-max 16 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -H 'Expect:' --aws-sigv4 aws:amz:eu-test-1:s3 \
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --config "$work/uploads" 2>/dev/null
    raw=$(seconds_since "$start")
    local there
    there=$(find "$live/gateway/store/tuf-files/copy" -maxdepth 1 -name '*.json' | wc -l)
    ((there > 0)) || die "curl wrote nothing into the bucket"
    result mirrors "raw: curl puts $there of these files, 16 at once" "$raw" s
}
