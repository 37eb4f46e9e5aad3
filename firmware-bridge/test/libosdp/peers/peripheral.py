"""libosdp's peripheral device on a terminal line, at a test's command.

Commands: {"do": "card", "bits": 26, "data": hex, "format": 0|1, "reader": 0}, {"do": "keys", "keys": "1234"},
{"do": "restart"} (a power cut: every state but the key is lost), {"do": "mute", "ms": 500}, {"do": "stop"}.
Events: ready, secure {active}, command {...}, key {data}, queued {accepted}.
"""

import argparse

from osdp import Capability, Command, Event, LibFlag, LogLevel, PDCapabilities, PDInfo, PeripheralDevice, PdId

from tty_peer import Silence, TtyChannel, Watched, run, say

COMMAND_NAMES = {
    Command.Output: "output",
    Command.Buzzer: "buzzer",
    Command.LED: "led",
    Command.Comset: "comset",
    Command.ComsetDone: "comset-done",
    Command.Text: "text",
    Command.Keyset: "keyset",
    Command.Status: "status",
}
CAPABILITIES = [
    (Capability.CardDataFormat, 1, 1),
    (Capability.LEDControl, 1, 1),
    (Capability.AudibleControl, 1, 1),
    (Capability.TextOutput, 1, 1),
    (Capability.Readers, 0, 1),
]


class Peripheral:
    def __init__(self, options):
        self.options = options
        self.scbk = options.scbk
        self.channel = TtyChannel(options.tty)
        self.secure = Watched("secure")
        self.silence = Silence()
        self.device = self.power_up()

    def power_up(self):
        flags = []
        if self.options.enforce:
            flags.append(LibFlag.EnforceSecure)
        if self.options.install:
            flags.append(LibFlag.InstallMode)
        info = PDInfo(self.options.address, self.channel, scbk=self.scbk, flags=flags, id=PdId(3, 2, 0x5A0017, 0xDEFECA00, 0x01020300))
        level = LogLevel.Debug if self.options.verbose else LogLevel.Critical
        return PeripheralDevice(info, PDCapabilities(CAPABILITIES), log_level=level, command_handler=self.on_command)

    def on_command(self, command):
        name = COMMAND_NAMES.get(command["command"], "other")
        if name == "keyset":
            self.scbk = command["data"]
            say("key", data=command["data"])
        else:
            facts = {key: value for key, value in command.items() if key != "command"}
            say("command", name=name, **facts)
        return 0, None

    def refresh(self):
        if self.silence.lasts():
            self.channel.flush()
            return
        self.device.ctx.refresh()
        self.secure.set(self.device.is_sc_active())

    def obey(self, command):
        what = command["do"]
        if what == "card":
            event = {
                "event": Event.CardRead,
                "reader_no": command.get("reader", 0),
                "format": command.get("format", 0),
                "direction": 0,
                "length": command["bits"],
                "data": bytes.fromhex(command["data"]),
            }
            say("queued", accepted=self.device.ctx.submit_event(event))
        elif what == "keys":
            event = {"event": Event.KeyPress, "reader_no": 0, "data": command["keys"].encode("latin-1")}
            say("queued", accepted=self.device.ctx.submit_event(event))
        elif what == "restart":
            self.device = self.power_up()
            self.channel.flush()
            say("restarted")
        elif what == "mute":
            self.silence.begin(command["ms"])
        else:
            raise ValueError(f"unknown command {what}")


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tty", required=True)
    parser.add_argument("--address", type=int, default=0)
    parser.add_argument("--scbk", type=bytes.fromhex, help="the site's key; without it the device is in install mode")
    parser.add_argument("--enforce", action="store_true", help="refuse what is not in a secure channel")
    parser.add_argument("--install", action="store_true", help="let SCBK-D in")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    peripheral = Peripheral(parse_options())
    say("ready")
    run(peripheral.channel, peripheral.refresh, peripheral.obey)
