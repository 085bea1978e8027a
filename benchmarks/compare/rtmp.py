"""A small RTMP publisher that knows when the last byte of each message was sent (RTMP 1.0, AMF 0, FLV 10.1)."""

import os
import socket
import struct
import time
from dataclasses import dataclass

AUDIO, VIDEO, SCRIPT = 8, 9, 18
CHUNK_SIZE = 1 << 20


@dataclass
class Tag:
    """One FLV tag: what it is, its time in ms, its body."""

    kind: int
    ms: int
    body: bytes

    @property
    def is_header(self):
        """Whether it is a sequence header: it belongs to what follows and has no time of its own."""
        return self.kind != SCRIPT and self.body[1:2] == b"\0" and (self.kind == VIDEO or self.body[0] >> 4 == 10)

    @property
    def is_end(self):
        """Whether it says that no picture follows, as files end."""
        return self.kind == VIDEO and self.body[1:2] == b"\x02"

    @property
    def is_key_frame(self):
        return self.kind == VIDEO and self.body[:2] == b"\x17\x01"

    @property
    def pts_ms(self):
        offset = int.from_bytes(self.body[2:5], "big", signed=True) if self.kind == VIDEO else 0
        return self.ms + offset


def read_flv(path):
    """The tags of an FLV file."""
    with open(path, "rb") as file:
        data = file.read()
    at, tags = 9 + 4, []
    while at + 11 <= len(data):
        length = int.from_bytes(data[at + 1:at + 4], "big")
        ms = int.from_bytes(data[at + 4:at + 7], "big") | data[at + 7] << 24
        tags.append(Tag(data[at], ms, data[at + 11:at + 11 + length]))
        at += 11 + length + 4
    return tags


def _string(text):
    return b"\x02" + struct.pack(">H", len(text)) + text.encode()


def _command(name, transaction, *arguments):
    return _string(name) + b"\0" + struct.pack(">d", transaction) + b"".join(arguments)


class Publisher:
    """A connection that publishes to rtmp://127.0.0.1:PORT/live/CHANNEL."""

    def __init__(self, port, channel, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(b"\x03" + bytes(8) + os.urandom(1528))
        answer = self._read(1 + 2 * 1536)
        self.socket.sendall(answer[1:1537])
        self._message(2, 1, 0, 0, struct.pack(">I", CHUNK_SIZE))
        connect = (b"\x03\0\x03app" + _string("live") + b"\0\x05tcUrl" + _string(f"rtmp://127.0.0.1:{port}/live")
                   + b"\0\0\x09")
        self._message(3, 20, 0, 0, _command("connect", 1, connect))
        self._await(b"_result")
        self._message(3, 20, 0, 0, _command("createStream", 2, b"\x05"))
        self._await(b"_result")
        self._message(4, 20, 1, 0, _command("publish", 3, b"\x05", _string(channel), _string("live")))
        self._await(b"NetStream.Publish.Start")

    def send(self, tag, ms):
        """Sends one tag with a time; returns the monotonic clock once its last byte is with the system."""
        body = _string("@setDataFrame") + tag.body if tag.kind == SCRIPT else tag.body
        self._message({AUDIO: 4, VIDEO: 6}.get(tag.kind, 5), tag.kind, 1, ms, body)
        return time.monotonic()

    def close(self):
        self.socket.close()

    def _message(self, stream, kind, message_stream, ms, body):
        wire = min(ms, 0xFFFFFF)
        extended = struct.pack(">I", ms) if ms >= 0xFFFFFF else b""
        head = (bytes([stream]) + wire.to_bytes(3, "big") + len(body).to_bytes(3, "big") + bytes([kind])
                + struct.pack("<I", message_stream) + extended)
        limit = CHUNK_SIZE if kind != 1 else 128
        pieces = [body[at:at + limit] for at in range(0, len(body), limit)] or [b""]
        self.socket.sendall(head + (bytes([0xC0 | stream]) + extended).join(pieces))

    def _read(self, length):
        data = b""
        while len(data) < length:
            piece = self.socket.recv(length - len(data))
            if not piece:
                raise OSError("the server closed the connection")
            data += piece
        return data

    def _await(self, text):
        data = b""
        while text not in data:
            piece = self.socket.recv(65536)
            if not piece:
                raise OSError(f"the server closed the connection before {text.decode()}")
            data += piece


def play(publisher, tags, offset_ms=0, speed=1.0, started=None, on_sent=None):
    """Sends tags at their times, moved by an offset, at a speed; returns when the last one is sent."""
    started = time.monotonic() if started is None else started
    for tag in tags:
        due = started + tag.ms / 1000 / speed
        wait = due - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        sent = publisher.send(tag, tag.ms + offset_ms)
        if on_sent:
            on_sent(tag, tag.ms + offset_ms, sent)
