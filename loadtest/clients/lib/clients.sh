# The TUF clients that look at repositories: each is built once, and named with its version. Sourced after setup.sh.
# shellcheck shell=bash

missing=()
clients=()

client() { # NAME VERSION COMMAND…
    say "client: $1 $2"
    local label=$1
    shift 2
    clients+=("$("$python" -c 'import json, sys; print(json.dumps(sys.argv[1]) + ": " + json.dumps(sys.argv[2:]))' "$label" "$@")")
}

# All of them as JSON, commands by name.
clients() {
    echo "{$(IFS=,; echo "${clients[*]}")}"
}

# Sets python, too.
python_tuf() {
    venv "$scratch/python-tuf" 'tuf==7.0.1' 'securesystemslib==1.6.0' 'cryptography>=42'
    client python-tuf "$("$python" -c 'import tuf; print(tuf.__version__)')" "$python" -B "$here/lib/look_python.py"
}

# Built from the locked versions beside its source; once they are in the module cache, without a network.
go_tuf() {
    local module=$scratch/look-go
    command -v go >/dev/null || return 1
    mkdir -p "$module"
    cp "$here"/lib/look-go/* "$module/"
    say "building go-tuf's client (a minute the first time)"
    (cd "$module" && timeout "$install_limit" go build -buildvcs=false -o look .) >&2 || return 1
    client go-tuf "$(cd "$module" && go list -m -f '{{.Version}}' github.com/theupdateframework/go-tuf/v2)" "$module/look"
}

tuf_js() {
    command -v node >/dev/null || return 1
    timeout "$install_limit" sh "$root/src/test/js/install" "$scratch/tuf-js" >&2 || return 1
    local installed=$scratch/tuf-js/node_modules/tuf-js/package.json
    client tuf-js "$(node -p 'require(process.argv[1]).version' "$installed")" node "$here/lib/look.js" "$scratch/tuf-js"
}

left_out() {
    for what in "${missing[@]}"; do
        say "left out: $what"
    done
}

# Ends with the status of what was played, or with 77 when that was not all.
finish_clients() {
    if ((status == 0 && ${#missing[@]} > 0)); then
        cannot "every step passed, but without ${missing[*]}"
    fi
    exit "$status"
}
