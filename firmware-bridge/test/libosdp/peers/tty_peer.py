"""What both peers have in common: a raw terminal line as libosdp's channel, commands in and events out as JSON lines."""

import errno
import json
import os
import select
import sys
import termios
import time

from osdp import Channel

# libosdp wants to be refreshed at least every 50 ms; retries and timeouts are only seen then.
REFRESH_S = 0.005
LINE_BYTES_MAX = 64 * 1024


class TtyChannel(Channel):
    """A terminal line without echo and without line discipline. The speed is left alone: a pseudo terminal has none."""

    def __init__(self, path):
        super().__init__()
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        attributes = termios.tcgetattr(self.fd)
        attributes[0] = attributes[1] = attributes[3] = 0
        attributes[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
        termios.tcsetattr(self.fd, termios.TCSANOW, attributes)

    def read(self, max_bytes):
        try:
            return os.read(self.fd, max_bytes)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno == errno.EIO:  # the other end is gone
                sys.exit(0)
            raise

    def write(self, buf):
        try:
            return os.write(self.fd, buf)
        except OSError as error:
            if error.errno == errno.EIO:
                sys.exit(0)
            raise

    def flush(self):
        """What was received and not read yet is void."""
        termios.tcflush(self.fd, termios.TCIFLUSH)


def say(event, **facts):
    """One event for the test, as a line of JSON; bytes as hex."""
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in facts.items()}
    sys.stdout.write(json.dumps({"event": event, **plain}) + "\n")
    sys.stdout.flush()


class CommandLines:
    """Commands of the test from stdin, without waiting for them."""

    def __init__(self):
        os.set_blocking(0, False)
        self.pending = b""

    def take(self):
        try:
            chunk = os.read(0, LINE_BYTES_MAX)
        except BlockingIOError:
            return []
        if chunk == b"":  # the test is gone, and we with it
            sys.exit(0)
        *lines, self.pending = (self.pending + chunk).split(b"\n")
        return [json.loads(line) for line in lines if line.strip()]


def run(channel, refresh, obey):
    """Refreshes libosdp whenever bytes come in, and often enough without; `obey` gets each command of the test."""
    lines = CommandLines()
    while True:
        readable, _, _ = select.select([channel.fd, 0], [], [], REFRESH_S)
        if 0 in readable:
            for command in lines.take():
                if command["do"] == "stop":
                    return
                obey(command)
        refresh()


class Watched:
    """Says a value when it changes."""

    def __init__(self, name):
        self.name = name
        self.value = None

    def set(self, value):
        if value != self.value:
            self.value = value
            say(self.name, active=value)


class Silence:
    """A peer that does not listen for a while."""

    def __init__(self):
        self.until_s = 0.0

    def begin(self, milliseconds):
        self.until_s = time.monotonic() + milliseconds / 1000

    def lasts(self):
        return time.monotonic() < self.until_s
