#!/bin/sh
# Requests a second of Sluice and of nginx for the same two objects, each side in turn three times.
#
#   benchmarks/http-vs-nginx.sh [seconds a run, default 5] [connections, default 64]
#
# Needs nginx and wrk. nginx serves from tmpfs with sendfile and two workers, Sluice from its store; both on loopback.
set -eu

seconds=${1:-5}
connections=${2:-64}
root=$(cd "$(dirname "$0")/.." && pwd)
jar=$root/benchmarks/target/benchmarks.jar
[ -f "$jar" ] || (cd "$root" && mvn -q -B -pl benchmarks -am package -DskipTests)

work=$(mktemp -d /dev/shm/sluice-http.XXXXXX)
nginx_pid=
sluice_pid=
finish() {
  [ -z "$nginx_pid" ] || kill "$nginx_pid" 2>/dev/null || true
  [ -z "$sluice_pid" ] || kill "$sluice_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

mkdir -p "$work/www/live" "$work/tmp"
chmod 755 "$work"
head -c 900 /dev/zero | tr '\0' '#' >"$work/www/live/playlist.m3u8"
head -c 870400 /dev/urandom >"$work/www/live/segment.ts"

nginx_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/nginx.conf" <<CONF
worker_processes 2;
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
  types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=100;
  client_body_temp_path $work/tmp/a; proxy_temp_path $work/tmp/b; fastcgi_temp_path $work/tmp/c;
  uwsgi_temp_path $work/tmp/d; scgi_temp_path $work/tmp/e;
  server { listen 127.0.0.1:$nginx_port; root $work/www; add_header Cache-Control max-age=1; }
}
CONF
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -c "$work/nginx.conf" -p "$work" &
nginx_pid=$!

echo '<configuration><root level="off"/></configuration>' >"$work/logback.xml"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# SLUICE_JAVA_FLAGS: further flags, such as an allocator or a profiler.
# shellcheck disable=SC2086
"$java" --add-opens java.base/jdk.internal.misc=ALL-UNNAMED -Xmx256m \
  -Dlogback.configurationFile="$work/logback.xml" ${SLUICE_JAVA_FLAGS:-} -cp "$jar" \
  dev.sluice.origin.http.ServeFixedObjects "$work/www/live/playlist.m3u8" "$work/www/live/segment.ts" \
  >"$work/port" 2>"$work/sluice.log" &
sluice_pid=$!
tries=0
while [ ! -s "$work/port" ]; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || { cat "$work/sluice.log" >&2; exit 1; }
  sleep 0.1
done
sluice_port=$(cat "$work/port")

# Clock ticks of processor time that a process and its children have taken.
ticks() {
  for process in "$1" $(cat "/proc/$1/task/$1/children"); do
    cut -d' ' -f14,15 "/proc/$process/stat"
  done | awk '{ sum += $1 + $2 } END { print sum }'
}
# Prints requests a second and microseconds of the server's processor time a request.
run() { # port, process, object, seconds
  before=$(ticks "$2")
  wrk -t1 -c"$connections" -d"$4"s "http://127.0.0.1:$1/live/$3" >"$work/wrk"
  awk -v ticks=$(($(ticks "$2") - before)) -v hz="$(getconf CLK_TCK)" '
    / requests in / { count = $1 }
    /^Requests\/sec/ { printf "%s/%.1f\n", $2, ticks / hz * 1e6 / count }' "$work/wrk"
}
median() { # field, runs
  field=$1
  shift
  printf '%s\n' "$@" | cut -d/ -f"$field" | sort -n | sed -n 2p
}
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }

for object in playlist.m3u8 segment.ts; do
  run "$sluice_port" "$sluice_pid" $object 5 >/dev/null # lets the JIT see the path
  ours= theirs=
  for turn in 1 2 3; do
    ours="$ours $(run "$sluice_port" "$sluice_pid" $object "$seconds")"
    theirs="$theirs $(run "$nginx_port" "$nginx_pid" $object "$seconds")"
  done
  echo "$object, requests a second/processor time of the server in us a request"
  echo "  sluice $ours"
  echo "  nginx  $theirs"
  # shellcheck disable=SC2086
  echo "  medians: $(median 1 $ours) and $(median 1 $theirs) requests a second, ratio" \
    "$(ratio "$(median 1 $ours)" "$(median 1 $theirs)"); $(median 2 $ours) and $(median 2 $theirs) us a request"
done
