# An HLS destination of AWS Elemental MediaLive on a Sluice origin.
#
#   terraform apply -var origin=https://origin.example.org:8443 -var namespace=live-origin \
#       -var write_token="$(./sluice keys create --role readwrite --namespace live-origin --expires 365d | tail -n 1)" \
#       -var input_id=1234567 -var role_arn=arn:aws:iam::123456789012:role/MediaLiveAccessRole
#
# MediaLive shows the key as the password of HTTP Basic: it is not part of any URL, so that no playlist repeats it.

variable "origin" {
  type        = string
  description = "Scheme, host and port of the origin."
}

variable "namespace" {
  type = string
}

variable "write_token" {
  type      = string
  sensitive = true
}

variable "input_id" {
  type        = string
  description = "MediaLive input that the channel takes."
}

variable "role_arn" {
  type        = string
  description = "Role with which MediaLive reads the parameter store."
}

# MediaLive takes passwords from the parameter store only.
resource "aws_ssm_parameter" "write_token" {
  name  = "/medialive/sluice"
  type  = "SecureString"
  value = var.write_token
}

resource "aws_medialive_channel" "sluice" {
  name          = "sluice"
  channel_class = "SINGLE_PIPELINE"
  role_arn      = var.role_arn

  input_specification {
    codec            = "AVC"
    input_resolution = "HD"
    maximum_bitrate  = "MAX_20_MBPS"
  }

  input_attachments {
    input_attachment_name = "input"
    input_id              = var.input_id
  }

  destinations {
    id = "sluice"
    settings {
      url            = "${var.origin}/cache/${var.namespace}/playlist"
      username       = "medialive"
      password_param = aws_ssm_parameter.write_token.name
    }
  }

  encoder_settings {
    timecode_config {
      source = "SYSTEMCLOCK"
    }

    audio_descriptions {
      name                = "audio"
      audio_selector_name = "default"
      codec_settings {
        aac_settings {
          bitrate     = 128000
          sample_rate = 48000
        }
      }
    }

    video_descriptions {
      name   = "720p30"
      width  = 1280
      height = 720
      codec_settings {
        h264_settings {
          bitrate               = 2500000
          rate_control_mode     = "CBR"
          framerate_control     = "SPECIFIED"
          framerate_numerator   = 30
          framerate_denominator = 1
          gop_size              = 2
          gop_size_units        = "SECONDS"
          scene_change_detect   = "DISABLED"
          adaptive_quantization = "HIGH"
          num_ref_frames        = 1
          par_control           = "SPECIFIED"
          par_numerator         = 1
          par_denominator       = 1
        }
      }
    }

    output_groups {
      name = "hls"
      output_group_settings {
        hls_group_settings {
          destination {
            destination_ref_id = "sluice"
          }
          hls_cdn_settings {
            hls_basic_put_settings {
              connection_retry_interval = 1
              num_retries               = 10
              filecache_duration        = 300
              restart_delay             = 15
            }
          }
          mode                     = "LIVE"
          segment_length           = 2
          index_n_segments         = 10
          keep_segments            = 21
          program_date_time        = "INCLUDE"
          program_date_time_period = 2
        }
      }
      outputs {
        output_name             = "720p30"
        video_description_name  = "720p30"
        audio_description_names = ["audio"]
        output_settings {
          hls_output_settings {
            name_modifier = "_720p30"
            hls_settings {
              standard_hls_settings {
                m3u8_settings {}
              }
            }
          }
        }
      }
    }
  }
}
