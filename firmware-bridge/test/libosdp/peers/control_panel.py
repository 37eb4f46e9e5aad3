"""libosdp's control panel on a terminal line, at a test's command.

Commands: {"do": "led", "color": 2, ...}, {"do": "buzzer", "count": 1}, {"do": "text", "text": "..."}, {"do": "keyset", "key": hex},
{"do": "comset", "address": 1, "baudRate": 9600}, {"do": "status"}, {"do": "reconnect"} (an operator's restart: libosdp itself waits
300 s before it tries an offline device again), {"do": "stop"}.
Events: ready, online {active}, secure {active}, card {reader, format, bits, data}, keys {data}, report {...}, done {command, ok}, submitted {ok}.
"""

import argparse

from osdp import Command, ControlPanel, Event, EventNotification, LibFlag, LogLevel, PDInfo, StatusReportType

from tty_peer import TtyChannel, Watched, run, say

COMMAND_NAMES = {
    Command.Buzzer: "buzzer",
    Command.LED: "led",
    Command.Comset: "comset",
    Command.Text: "text",
    Command.Keyset: "keyset",
    Command.Status: "status",
}
TENTHS_ON = 5


class Panel:
    def __init__(self, options):
        self.channel = TtyChannel(options.tty)
        self.online = Watched("online")
        self.secure = Watched("secure")
        flags = [LibFlag.EnableNotification]
        if options.enforce:
            flags.append(LibFlag.EnforceSecure)
        info = PDInfo(options.address, self.channel, scbk=options.scbk, flags=flags)
        level = LogLevel.Debug if options.verbose else LogLevel.Critical
        self.panel = ControlPanel([info], log_level=level, event_handler=self.on_event)
        self.enable_when_off = False

    def on_event(self, _device, event):
        kind = event["event"]
        if kind == Event.CardRead:
            say("card", reader=event["reader_no"], format=event["format"], bits=event.get("length"), data=event["data"])
        elif kind == Event.KeyPress:
            say("keys", data=event["data"])
        elif kind == Event.Status:
            say("report", type=event["type"], entries=event.get("nr_entries"))
        elif kind == Event.Notification and event["type"] == EventNotification.Command:
            say("done", command=COMMAND_NAMES.get(event["arg0"], "other"), ok=bool(event["arg1"]))
        return 0

    def refresh(self):
        context = self.panel.ctx
        context.refresh()
        self.online.set(bool(context.status()))
        self.secure.set(bool(context.sc_status()))
        if self.enable_when_off and not context.is_pd_enabled(0):
            self.enable_when_off = False
            context.enable_pd(0)

    def submit(self, command):
        say("submitted", ok=bool(self.panel.ctx.submit_command(0, command)))

    def obey(self, command):
        what = command["do"]
        if what == "led":
            self.submit({
                "command": Command.LED, "reader": 0, "led_number": 0, "temporary": True, "control_code": 2,
                "on_count": TENTHS_ON, "off_count": 0, "on_color": command["color"], "off_color": 0, "timer_count": 20,
            })
        elif what == "buzzer":
            self.submit({
                "command": Command.Buzzer, "reader": 0, "control_code": 2,
                "on_count": 1, "off_count": 1, "rep_count": command["count"],
            })
        elif what == "text":
            self.submit({
                "command": Command.Text, "reader": 0, "control_code": 1, "temp_time": 0,
                "offset_row": 1, "offset_col": 1, "data": command["text"],
            })
        elif what == "keyset":
            self.submit({"command": Command.Keyset, "type": 1, "data": bytes.fromhex(command["key"])})
        elif what == "comset":
            self.submit({"command": Command.Comset, "address": command["address"], "baud_rate": command["baudRate"]})
        elif what == "status":
            self.submit({"command": Command.Status, "type": StatusReportType.Local, "nr_entries": 0, "mask": 0})
        elif what == "reconnect":
            self.panel.ctx.disable_pd(0)
            self.enable_when_off = True
        else:
            raise ValueError(f"unknown command {what}")


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tty", required=True)
    parser.add_argument("--address", type=int, default=0)
    parser.add_argument("--scbk", type=bytes.fromhex, help="the site's key; without it the panel asks for no secure channel")
    parser.add_argument("--enforce", action="store_true", help="work with nothing but a secure channel")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    panel = Panel(parse_options())
    say("ready")
    run(panel.channel, panel.refresh, panel.obey)
