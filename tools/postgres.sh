#!/bin/sh
# Start a PostgreSQL for the tests in a folder: tools/postgres.sh FOLDER prints its address; tools/postgres.sh FOLDER stop
# ends it. Whoever is root has it run by the user postgres, as it refuses to be run by root.
set -eu
folder=$1

as() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

found() {
    find /usr/lib/postgresql -name initdb -path '*/bin/*' 2>/dev/null | sort -V | tail -1
}

program=$(found)
if [ -z "$program" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing postgresql, which the tests of the store of runs need" >&2
    apt-get install -y -qq postgresql >/dev/null 2>&1 \
        || { apt-get update -qq && apt-get install -y -qq postgresql >/dev/null 2>&1; } || true
    program=$(found)
fi
if [ -z "$program" ]; then
    echo "there is no PostgreSQL, and none could be installed; on Debian: sudo apt-get install postgresql" >&2
    exit 1
fi
bin=$(dirname "$program")

if [ "${2:-}" = stop ]; then
    as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
    exit 0
fi

mkdir -p "$folder"
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
as "$bin/initdb" -D "$folder/data" -U harness --auth=trust --no-sync >/dev/null
# A port that was free a moment ago.
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c fsync=off" start >/dev/null
echo "postgresql://harness@127.0.0.1:$port/postgres"
