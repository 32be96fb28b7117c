"""Judges the simulator's delivery vendors from outside: Twilio's and Azure's own Python clients talk to them.

Needs the packages `twilio` and `azure-communication-sms` and a running `voicegate simulator`. Its addresses come from
the settings that it prints, as environment variables, and from SIMULATOR_URL, the web phone's. Exits 0 when every check
held.
"""

import http.server
import json
import os
import queue
import sys
import threading
import time
import urllib.parse
import urllib.request

from azure.communication.sms import SmsClient
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

SIMULATOR_URL = os.environ["SIMULATOR_URL"]
ACCOUNT_SID = os.environ["TWILIO_ACCOUNT_SID"]
AUTH_TOKEN = os.environ["TWILIO_AUTH_TOKEN"]
SERVICE_SID = os.environ["TWILIO_VERIFY_SERVICE_SID"]
SENDER = os.environ["TWILIO_SMS_FROM"]
PUBLIC_URL = "https://judge.example.com"
KIM = "+15550100011"

failures = []


def check(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        failures.append(what)


def control(path, body=None, method=None):
    """Asks the simulator's control API."""
    request = urllib.request.Request(
        SIMULATOR_URL + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def messages(number=KIM):
    return control("/messages?to=" + urllib.parse.quote(number))


def wait_until(condition):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    return None


class Service(http.server.ThreadingHTTPServer):
    """Stands where the service would: keeps what it is told, and checks Twilio's signatures with Twilio's validator."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Callback)
        self.seen = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def next(self):
        return self.seen.get(timeout=20)


class Callback(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = b""
        if "application/json" in self.headers["Content-Type"]:
            events = json.loads(body)
            self.server.seen.put({"path": self.path, "events": events, "token": self.headers["Authorization"]})
            code = events[0]["data"].get("validationCode") if isinstance(events, list) else None
            answer = json.dumps({"validationResponse": code}).encode() if code else b""
        else:
            fields = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
            signature = self.headers["X-Twilio-Signature"]
            valid = RequestValidator(AUTH_TOKEN).validate(PUBLIC_URL + self.path, fields, signature)
            self.server.seen.put({"path": self.path, "fields": fields, "valid": valid})
            if self.path == "/unwanted":
                answer = str(VoiceResponse()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml" if answer.startswith(b"<") else "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


def refused(call, code):
    """Whether Twilio's client reports an error code."""
    try:
        call()
    except TwilioRestException as error:
        return error.code == code
    return False


def twilio_client(secret=AUTH_TOKEN):
    client = Client(ACCOUNT_SID, secret)
    client.api.base_url = os.environ["TWILIO_API_URL"]
    client.verify.base_url = os.environ["TWILIO_VERIFY_URL"]
    return client


def judge_verify():
    client = twilio_client()
    service = client.verify.v2.services(SERVICE_SID)
    check(service.fetch().custom_code_enabled is True, "Twilio's client reads the Verify service")
    sent = service.verifications.create(to=KIM, channel="sms", custom_code="123456")
    check(sent.status == "pending" and sent.sid.startswith("VE"), "Twilio's client begins a verification")
    check(sent.send_code_attempts[-1]["attempt_sid"].startswith("VL"), "the attempt has an identifier")
    last = messages()[-1]
    check("123456" in last["text"] and last["carrier"] == "twilio-verify", "the custom code is on the handset")
    again = service.verifications.create(to=KIM, channel="sms", custom_code="123456")
    check(again.sid == sent.sid and len(again.send_code_attempts) == 2, "a pending verification keeps its SID")
    check(service.verifications(sent.sid).fetch().status == "pending", "Twilio's client reads the verification")
    check(service.verifications(KIM).update(status="canceled").status == "canceled", "canceled by the number")
    check(refused(lambda: service.verifications(sent.sid).update(status="approved"), 20404), "once it is over: 20404")
    other = service.verifications.create(to=KIM, channel="sms", custom_code="654321")
    check(service.verifications(other.sid).update(status="approved").status == "approved", "approved by the SID")
    check(refused(lambda: service.verifications.create(to="1", channel="sms", custom_code="1234"), 60200), "60200")
    for _ in range(5):
        service.verifications.create(to=KIM, channel="sms", custom_code="111111")
    sixth = lambda: service.verifications.create(to=KIM, channel="sms", custom_code="111111")
    check(refused(sixth, 60203), "the sixth send: 60203")
    service.verifications(KIM).update(status="canceled")
    stranger = twilio_client("wrong").verify.v2.services(SERVICE_SID)
    check(refused(lambda: stranger.fetch(), 20003), "a wrong auth token: 20003")


def judge_messages(callbacks):
    client = twilio_client()
    url = PUBLIC_URL + "/delivery-reports/twilio?event=judge"
    made = client.messages.create(to=KIM, from_=SENDER, body="Your code is 246810", status_callback=url)
    check(made.status == "queued" and made.direction == "outbound-api", "Twilio's client sends a message")
    check(messages()[-1]["text"] == "Your code is 246810", "it is on the handset")
    reports = [callbacks.next() for _ in range(3)]
    check([report["fields"]["MessageStatus"] for report in reports] == ["queued", "sent", "delivered"], "its reports")
    check(all(report["valid"] for report in reports), "Twilio's validator accepts their signatures")
    check(client.messages(made.sid).fetch().status == "delivered", "Twilio's client reads the message")
    control("/faults", {"upstream": "twilio", "kind": "undelivered", "code": "30003", "count": 1})
    client.messages.create(to=KIM, from_=SENDER, body="lost", status_callback=url)
    lost = [callbacks.next() for _ in range(3)][-1]["fields"]
    check((lost["MessageStatus"], lost["ErrorCode"]) == ("undelivered", "30003"), "an undelivered message")
    for fields, code in [
        ({"to": "+15005550001", "from_": SENDER, "body": "x"}, 21211), ({"to": KIM, "body": "x"}, 21603),
        ({"to": KIM, "from_": SENDER}, 21602), ({"to": KIM, "from_": SENDER, "body": "x" * 1601}, 21617),
        ({"to": KIM, "from_": "+15550107777", "body": "x"}, 21606),
    ]:
        check(refused(lambda: client.messages.create(**fields), code), f"refused: {code}")
    control("/faults", {"upstream": "twilio", "kind": "status", "status": 429, "count": 1})
    check(refused(lambda: client.messages.create(to=KIM, from_=SENDER, body="x"), 20429), "too many requests: 20429")


def judge_calls(callbacks):
    client = twilio_client()
    document = VoiceResponse()
    gather = Gather(num_digits=1, action=PUBLIC_URL + "/unwanted", timeout=30)
    gather.say("Your code is 1, 3, 5.")
    document.append(gather)
    control("/callee", {"does": "answers", "after": 0.1})
    url = PUBLIC_URL + "/delivery-reports/twilio"
    made = client.calls.create(to=KIM, from_=SENDER, twiml=str(document), status_callback=url, time_limit=60)
    check(made.status == "queued" and made.direction == "outbound-api", "Twilio's client places a call")
    heard = wait_until(lambda: (call := control(f"/calls/{made.sid}"))["listening"] and call)
    check(heard and any("1, 3, 5" in line["text"] for line in heard["transcript"]), "the handset hears the document")
    check(client.calls(made.sid).fetch().status == "in-progress", "Twilio's client reads the call")
    control(f"/calls/{made.sid}/keys", {"keys": "9"})
    pressed = callbacks.next()
    check(pressed["path"] == "/unwanted" and pressed["fields"]["Digits"] == "9", "a key reaches the action")
    ended = callbacks.next()
    check(ended["fields"]["CallStatus"] == "completed" and ended["valid"], "the end is reported, signed")
    check(refused(lambda: client.calls.create(to="x", from_=SENDER, twiml="<Response/>"), 21217), "no number: 21217")
    check(
        refused(lambda: client.calls.create(to=KIM, from_=SENDER, twiml="x" * 4001), 32018), "a long document: 32018")


def judge_azure(callbacks):
    fields = dict(part.split("=", 1) for part in os.environ["ACS_CONNECTION_STRING"].split(";"))
    endpoint, sender = fields["endpoint"].rstrip("/"), os.environ["ACS_FROM_SHORTCODE"]
    client = SmsClient(endpoint, AzureKeyCredential(fields["accesskey"]))
    made = client.send(from_=sender, to=[KIM], message="Your code is 975310", enable_delivery_report=True, tag="judge")
    check(made[0].successful and made[0].http_status_code == 202, "Azure's client sends a message")
    check(messages()[-1]["carrier"] == "acs-sms", "it is on the handset")
    handshake = callbacks.next()["events"][0]
    check(handshake["eventType"] == "Microsoft.EventGrid.SubscriptionValidationEvent", "Event Grid shakes hands first")
    report = callbacks.next()
    data = report["events"][0]["data"]
    check(report["token"] == os.environ["REPORTS_SECRET"], "the report shows the secret")
    check((data["messageId"], data["deliveryStatus"]) == (made[0].message_id, "Delivered"), "the report says delivered")
    foreign = client.send(from_="+15550107777", to=KIM, message="x")
    check(not foreign[0].successful and foreign[0].http_status_code == 404, "a sender of somebody else's: 404 inside")
    try:
        SmsClient(endpoint, AzureKeyCredential("d3Jvbmc=")).send(from_=sender, to=KIM, message="x")
        check(False, "a wrong key is denied")
    except HttpResponseError as error:
        check(error.status_code == 401, "a wrong key is denied")


if __name__ == "__main__":
    service = Service()
    control("/hooks", method="DELETE")
    control("/service", {"publicUrl": PUBLIC_URL, "localUrl": f"http://127.0.0.1:{service.server_port}"})
    judge_verify()
    judge_messages(service)
    judge_calls(service)
    judge_azure(service)
    print(f"{len(failures)} failed" if failures else "every check held")
    sys.exit(1 if failures else 0)
