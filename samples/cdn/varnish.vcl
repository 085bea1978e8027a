# Varnish as a cache in front of a Sluice origin: viewers without a key, the origin with one.
#
# Replace HOST and PORT of the origin and TOKEN (./sluice keys create --role readonly), then
#     varnishd -f /path/to/varnish.vcl -a :8090 -s malloc,4g
#
# Varnish obeys the origin's Cache-Control, collapses requests for the same object, and streams what is still coming.

vcl 4.1;

import std;

backend origin {
  .host = "HOST";
  .port = "PORT";
  # A blocking playlist reload is answered within three target durations.
  .first_byte_timeout = 30s;
  .between_bytes_timeout = 30s;
}

sub vcl_recv {
  if (req.method != "GET" && req.method != "HEAD") {
    return (synth(405));
  }
  if (req.url !~ "^/(cache/[a-z0-9._-]+|live)/[^?]") {
    return (synth(404));
  }
  # The directives of LL-HLS and of recordings are part of the object's name; what a viewer adds is not.
  set req.url = regsuball(req.url, "(?<=[?&])(?!(_HLS_(msn|part|skip)|start|duration|rendition)=)[^&]*&?", "");
  set req.url = std.querysort(regsub(req.url, "[?&]+$", ""));
  unset req.http.Cookie;
  unset req.http.Authorization;
  return (hash);
}

sub vcl_backend_fetch {
  set bereq.http.Authorization = "TOKEN";
}

sub vcl_backend_response {
  # Grace would show players a playlist that is over.
  set beresp.grace = 0s;
  if (beresp.http.Cache-Control ~ "no-store|no-cache") {
    set beresp.uncacheable = true;
  }
}
