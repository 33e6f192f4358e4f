# What both commands need: a scratch folder, the jar, a Python with packages. Sourced.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd -P)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
scratch=/var/tmp/countersign-clients-$UID
keep=
cannot_run=77
# Seconds for each set of packages: a network that hangs must not hang a build.
install_limit=300

say() {
    echo "$name: $*"
}

# Ends with 77: nothing was proved, and nothing failed.
cannot() {
    say "could not run: $*"
    exit "$cannot_run"
}

usage() {
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '/^set/d'
}

options() {
    while (($# > 0)); do
        case $1 in
            --scratch) scratch=${2:?--scratch: (expected: a folder)} && shift ;;
            --keep) keep=yes ;;
            -h | --help) usage && exit 0 ;;
            *) echo "$name: $1: (expected: an option; --help lists them)" >&2 && exit 2 ;;
        esac
        shift
    done
    mkdir -p "$scratch"
    scratch=$(cd "$scratch" && pwd -P)
}

# The jar, built by the launcher if it is not there or older than the sources.
jar() {
    local version
    version=$("$root/countersign" --version) || cannot "the service could not be built or started"
    say "the service: $version"
    export COUNTERSIGN_JAR=$root/target/countersign.jar
}

# venv FOLDER REQUIREMENT…: sets python. Packages come from PyPI, once for each list of requirements.
venv() {
    local folder=$1
    shift
    python=$folder/bin/python
    if [[ -f $folder/installed && $(<"$folder/installed") == "$*" ]]; then
        return
    fi
    command -v python3 >/dev/null || cannot "python3: not found (needed: Python 3.10 or later)"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        cannot "$(python3 --version): too old (needed: Python 3.10 or later)"
    rm -rf "$folder"
    python3 -m venv "$folder" || cannot "python3 -m venv failed (on Debian: install python3-venv)"
    say "installing $* from PyPI (a few minutes the first time)"
    timeout "$install_limit" "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 "$@" ||
        cannot "pip could not install $*"
    echo "$*" >"$folder/installed"
}

# A folder for this run, gone afterwards unless --keep.
run_folder() {
    run=$(mktemp -d "$scratch/run.XXXXXX")
    if [[ -z $keep ]]; then
        trap 'rm -rf "$run"' EXIT
    else
        say "keeping $run"
    fi
}

# play PROGRAM ARGUMENT…: runs it to its end and sets status. Told to stop, it stops what it started first.
play() {
    "$python" -B "$@" &
    local child=$!
    trap 'kill -TERM "$child" 2>/dev/null' INT TERM HUP
    while :; do
        wait "$child" && status=0 || status=$?
        kill -0 "$child" 2>/dev/null || break
    done
    trap - INT TERM HUP
}
