# CloudFront in front of a Sluice origin: viewers without a key, the origin with one.
#
#   terraform apply -var origin_domain=origin.example.org -var origin_token="$(./sluice keys create --role readonly \
#       --expires 365d | tail -n 1)"
#
# The origin has to be reachable over HTTPS under a name with a certificate that CloudFront trusts.

variable "origin_domain" {
  type        = string
  description = "Name of the origin, as its certificate has it."
}

variable "origin_port" {
  type    = number
  default = 8443
}

variable "origin_token" {
  type        = string
  sensitive   = true
  description = "Key that may read: ./sluice keys create --role readonly"
}

# What is cached, and for how long, is what the origin says. The directives of LL-HLS and of recordings are part of an object's
# name; other query parameters of viewers are neither part of it nor passed on.
resource "aws_cloudfront_cache_policy" "sluice" {
  name        = "sluice"
  min_ttl     = 0
  default_ttl = 1
  max_ttl     = 86400

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip = true
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "whitelist"
      query_strings {
        items = ["_HLS_msn", "_HLS_part", "_HLS_skip", "start", "duration", "rendition"]
      }
    }
  }
}

resource "aws_cloudfront_distribution" "sluice" {
  enabled      = true
  comment      = "Sluice"
  http_version = "http2and3"

  origin {
    origin_id   = "sluice"
    domain_name = var.origin_domain

    custom_header {
      name  = "Authorization"
      value = var.origin_token
    }
    custom_origin_config {
      http_port                = 80
      https_port               = var.origin_port
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_keepalive_timeout = 60
      # Blocking playlist reloads are answered within three target durations.
      origin_read_timeout = 30
    }
  }

  default_cache_behavior {
    target_origin_id       = "sluice"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = aws_cloudfront_cache_policy.sluice.id
    # Playlists come compressed from the origin, media does not compress.
    compress = false
  }

  # An object that is not there yet is there a moment later: CloudFront keeps errors for 10 s unless it is told.
  dynamic "custom_error_response" {
    for_each = [400, 403, 404, 500, 502, 503, 504]
    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

output "playlist" {
  value = "https://${aws_cloudfront_distribution.sluice.domain_name}/cache/live-origin/playlist.m3u8"
}
