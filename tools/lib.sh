# shellcheck shell=bash
# Shared by .ci/run and the scripts in this folder; source it, do not run it.
#
# start_demo builds the release binary, starts `sinergi demo` on a free port and sets BASE_URL, DOCS_URL and READY_FILE.
# With SINERGI_BIN given it builds nothing and starts that program.
# With READY_FILE given it uses the service described there and starts nothing.
# Callers may run these in a condition, where `set -e` does not reach; hence the explicit returns.
# Its register lies in DEMO_DATABASE, an empty database, or else in an SQLite file in DEMO_DIR; its keys in DEMO_KEYS.
# stop_demo ends what start_demo started, and nothing else.

DEMO_PID=""
DEMO_DIR=""
DEMO_URL=""
DEMO_KEYS=""

# ready_field FILE PATH prints one value of the ready file, e.g. `ready_field "$READY_FILE" base_url`.
ready_field() {
    python3 - "$1" "$2" <<'PY'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as ready:
    print(json.load(ready)[sys.argv[2]])
PY
}

start_demo() {
    if [ -z "${READY_FILE:-}" ]; then
        local binary=${SINERGI_BIN:-}
        if [ -z "$binary" ]; then
            cargo build --release --locked || return 1
            binary=${CARGO_TARGET_DIR:-target}/release/sinergi
        fi
        DEMO_DIR=$(mktemp -d)
        READY_FILE=$DEMO_DIR/ready.json
        # Absolute, because the demo runs in its own folder so that nothing it writes lands in the tree.
        local started
        binary=$(realpath -e "$binary") || return 1
        started=$(date +%s%N)
        SINERGI_BIN=$binary
        DEMO_URL=${DEMO_DATABASE:-sqlite:$DEMO_DIR/demo.db}
        DEMO_KEYS=$DEMO_DIR/demo.keys
        (cd "$DEMO_DIR" && exec "$binary" demo --listen 127.0.0.1:0 --ready-file "$READY_FILE" \
            --database "$DEMO_URL" --keys "$DEMO_KEYS") \
            >"$DEMO_DIR/log" 2>&1 &
        DEMO_PID=$!
        local tries=0
        until [ -s "$READY_FILE" ] && ready_field "$READY_FILE" base_url >/dev/null 2>&1; do
            if ! kill -0 "$DEMO_PID" 2>/dev/null; then
                cat "$DEMO_DIR/log" >&2
                echo "the demo ended before it was ready" >&2
                return 1
            fi
            tries=$((tries + 1))
            if [ "$tries" -gt 600 ]; then
                cat "$DEMO_DIR/log" >&2
                echo "the demo was not ready within 60 s" >&2
                return 1
            fi
            sleep 0.1
        done
        echo "demo ready after $((($(date +%s%N) - started) / 1000000)) ms"
    fi
    BASE_URL=$(ready_field "$READY_FILE" base_url) || return 1
    DOCS_URL=$(ready_field "$READY_FILE" docs_url) || return 1
    BASE_URL=${BASE_URL%/}
    export BASE_URL DOCS_URL READY_FILE
}

stop_demo() {
    if [ -n "$DEMO_PID" ]; then
        kill "$DEMO_PID" 2>/dev/null || true
        wait "$DEMO_PID" 2>/dev/null || true
        DEMO_PID=""
    fi
    if [ -n "$DEMO_DIR" ]; then
        rm -rf "$DEMO_DIR"
        DEMO_DIR=""
    fi
}

# node_tools installs the locked npm packages once into target/ (ignored by git) and prints the folder.
node_tools() {
    local folder=${CARGO_TARGET_DIR:-target}/client-tools
    mkdir -p "$folder"
    if ! cmp -s tools/clients/package-lock.json "$folder/installed-lock.json"; then
        cp tools/clients/package.json tools/clients/package-lock.json "$folder/"
        # No package here needs an install script, and running none keeps downloads to the registry.
        (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund) >&2
        cp tools/clients/package-lock.json "$folder/installed-lock.json"
    fi
    realpath "$folder"
}

# python_tools installs the locked Python packages once into a virtual environment under target/ and prints the folder.
python_tools() {
    local folder=${CARGO_TARGET_DIR:-target}/client-venv
    if ! cmp -s tools/clients/requirements.txt "$folder/installed.txt"; then
        rm -rf "$folder"
        mkdir -p "$(dirname "$folder")"
        python3 -m venv "$folder" >&2
        "$folder/bin/pip" install --quiet --require-hashes --requirement tools/clients/requirements.txt >&2
        cp tools/clients/requirements.txt "$folder/installed.txt"
    fi
    realpath "$folder"
}
