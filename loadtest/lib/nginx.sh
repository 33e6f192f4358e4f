# nginx as the peer for reads: the service's files and headers, tuned as its authors advise. Sourced by `run`.
# shellcheck shell=bash

# nginx_start FILE…: takes the files and their headers from the running service.
nginx_start() {
    local folder=$work/nginx file
    rm -rf "$folder"
    mkdir -p "$folder/files/metadata" "$folder/temp"
    {
        cat <<CONF
worker_processes 2;
pid $folder/nginx.pid;
error_log $folder/error.log warn;
daemon off;
events { worker_connections 1024; }
http {
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 75s;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    open_file_cache_valid 1h;
    etag off;
    client_body_temp_path $folder/temp/a; proxy_temp_path $folder/temp/b; fastcgi_temp_path $folder/temp/c;
    uwsgi_temp_path $folder/temp/d; scgi_temp_path $folder/temp/e;
    server {
        listen 127.0.0.1:$nginx_port reuseport backlog=1024;
        root $folder/files;
CONF
        for file in "$@"; do
            curl -s -D "$work/headers" -o "$folder/files/metadata/$file" "http://$server/metadata/$file"
            echo "        location = /metadata/$file {"
            echo '            types { } max_ranges 0; add_header Last-Modified "";'
            # What nginx sets itself is left out.
            tr -d '\r' <"$work/headers" | sed -nE 's/^([A-Za-z-]+): (.*)$/\1\t\2/p' | while IFS=$'\t' read -r name content; do
                case ${name,,} in
                    content-length | date | connection | server | transfer-encoding) ;;
                    content-type) echo "            default_type '$content';" ;;
                    *) echo "            add_header $name '$content';" ;;
                esac
            done
            echo '        }'
        done
        echo '    }'
        echo '}'
    } >"$folder/nginx.conf"
    # As root, workers would otherwise be a user who may not read the folder.
    if ((EUID == 0)); then
        sed -i '1i user root;' "$folder/nginx.conf"
    fi
    nginx -e "$folder/error.log" -c "$folder/nginx.conf" 2>"$folder/start.log" &
    nginx_pid=$!
    local i
    for ((i = 0; i < 100; i++)); do
        if curl -s -o /dev/null "http://127.0.0.1:$nginx_port/metadata/$1"; then
            return
        fi
        sleep 0.05
    done
    die "nginx did not start: $(cat "$folder/start.log" "$folder/error.log")"
}

nginx_stop() {
    [[ -n ${nginx_pid:-} ]] || return 0
    kill -TERM "$nginx_pid" 2>/dev/null || true
    wait "$nginx_pid" 2>/dev/null || true
    nginx_pid=
}
