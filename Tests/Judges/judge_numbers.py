"""Judges the simulator's company numbers from outside, by Twilio's own Python client.

Needs the package `twilio` and a running `voicegate simulator`; its addresses come from the environment, as for
`judge_simulator.py`. Exits 0 when every check held.
"""

import http.server
import json
import os
import queue
import sys
import threading
import urllib.parse
import urllib.request

from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

SIMULATOR_URL = os.environ.get("SIMULATOR_URL", "http://127.0.0.1:9400")
TWILIO_API_URL = os.environ.get("TWILIO_API_URL", "http://127.0.0.1:9402")
ACCOUNT_SID = os.environ.get("TWILIO_ACCOUNT_SID", "AC0000000000000000000000005155a701")
AUTH_TOKEN = os.environ.get("TWILIO_AUTH_TOKEN", "simulated-auth-token")
PUBLIC_URL = "https://numbers.judge.example.com"
MOBILE = "+15550100004"
OUTSIDE = "+15558675309"

failures = []


def check(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        failures.append(what)


def control(path, body=None):
    """Asks the simulator's control API."""
    request = urllib.request.Request(
        SIMULATOR_URL + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def refused(code, action, what):
    try:
        action()
        check(False, what)
    except TwilioRestException as error:
        check(error.code == code, f"{what}: {error.code}")


class Service(http.server.ThreadingHTTPServer):
    """Stands where the service would: checks each webhook and answers with Twilio's builders."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Webhook)
        self.seen = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Webhook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        parameters = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        valid = RequestValidator(AUTH_TOKEN).validate(
            PUBLIC_URL + self.path, parameters, self.headers.get("X-Twilio-Signature", "")
        )
        self.server.seen.put({"path": self.path, "parameters": parameters, "valid": valid})
        document = str(answer(self.path, parameters)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_):
        pass


def answer(path, parameters):
    """What the service under judgement would say."""
    if path == "/sms-forward":
        response = MessagingResponse()
        message = response.message(to=MOBILE)
        message.body(f"From: {parameters['From']}\n\n{parameters['Body']}")
        if parameters["NumMedia"] != "0":
            message.media(parameters["MediaUrl0"])
        return response
    response = VoiceResponse()
    if path == "/call-forward":
        dial = Dial(action="/done", caller_id=parameters["From"], answer_on_bridge=True, timeout=20)
        dial.number(MOBILE, url="/screen")
        response.append(dial)
    elif path == "/screen":
        gather = Gather(num_digits=1, action="/accepted", timeout=5)
        gather.say("Press one to take the call.")
        response.append(gather)
        response.hangup()
    elif path == "/accepted":
        response.say("Connecting.")
    else:
        response.hangup()
    return response


def judge_buying(client):
    offers = client.available_phone_numbers("US").local.list(area_code=303, sms_enabled=True, limit=3)
    check(len(offers) == 3 and offers[0].capabilities["sms"], "numbers for sale are listed")
    bought = client.incoming_phone_numbers.create(
        phone_number=offers[0].phone_number,
        friendly_name="judged",
        voice_url=PUBLIC_URL + "/call-forward",
        sms_url=PUBLIC_URL + "/sms-forward",
    )
    check(bought.sid.startswith("PN") and bought.voice_url.endswith("/call-forward"), "a number is bought")
    found = client.incoming_phone_numbers.list(friendly_name="judged")
    check([number.sid for number in found] == [bought.sid], "and found again by its friendly name")
    changed = client.incoming_phone_numbers(bought.sid).update(friendly_name="judged twice")
    check(changed.friendly_name == "judged twice" and changed.sms_url == bought.sms_url, "an update leaves the rest")
    refused(
        21422,
        lambda: client.incoming_phone_numbers.create(phone_number=bought.phone_number),
        "a number that is taken cannot be bought",
    )
    refused(21452, lambda: client.incoming_phone_numbers.create(area_code="533"), "an area code can be empty")
    refused(21421, lambda: client.incoming_phone_numbers.create(phone_number="12"), "a number must be one")
    for _ in range(4):
        client.incoming_phone_numbers.create(area_code="720")
    pages = list(client.incoming_phone_numbers.stream(page_size=2))
    check(len(pages) == len({number.sid for number in pages}) and len(pages) >= 5, "pages lead to every number once")
    control("/faults", {"upstream": "twilio", "kind": "status", "status": 500, "method": "POST", "every": 2})
    client.incoming_phone_numbers.create(area_code="720")
    refused(20500, lambda: client.incoming_phone_numbers.create(area_code="720"), "every second purchase can fail")
    urllib.request.urlopen(urllib.request.Request(SIMULATOR_URL + "/faults", method="DELETE"), timeout=10)
    for number in client.incoming_phone_numbers.list(phone_number="+1720"):
        check(number.delete(), f"{number.phone_number} is released")
    check(not client.incoming_phone_numbers.list(phone_number="+1720"), "and gone")
    return bought


def judge_texts(service, number):
    # A number of ten digits is in no campaign when it has just been bought, and its texts would not arrive (30034).
    control(f"/numbers/{urllib.parse.quote(number.phone_number)}/registration", {"registered": True})
    sent = control("/texts", {"from": OUTSIDE, "to": number.phone_number, "body": "Hello", "media": [{}]})
    webhook = service.seen.get(timeout=10)
    check(webhook["valid"], "Twilio's validator accepts the signature of a text")
    check(webhook["parameters"]["MessageSid"] == sent["sid"], "a text with a picture reaches the service")
    texts = control(f"/handsets/{urllib.parse.quote(MOBILE)}/messages")
    check(texts[-1]["text"] == f"From: {OUTSIDE}\n\nHello", "and the mobile of the employee")
    check(texts[-1]["from"] == number.phone_number, "from the company number")
    with urllib.request.urlopen(texts[-1]["media"][0], timeout=10) as picture:
        check(picture.headers["Content-Type"] == "image/png", "with the picture")


def judge_calls(service, client, number):
    control(f"/dialled/{urllib.parse.quote(MOBILE)}", {"does": "answers", "after": 1, "talkingFor": 1})
    call = control("/calls", {"from": OUTSIDE, "to": number.phone_number})
    paths, bridged = [], None
    while "/done" not in paths:
        webhook = service.seen.get(timeout=40)
        check(webhook["valid"], f"Twilio's validator accepts the signature of {webhook['path']}")
        paths.append(webhook["path"])
        bridged = webhook["parameters"].get("DialBridged")
    check(paths == ["/call-forward", "/screen", "/accepted", "/done"], "a call is screened and put through")
    check(bridged == "true", "and its action hears so")
    check(client.calls(call["sid"]).fetch().to == number.phone_number, "the call is known to the REST API")


def main():
    client = Client(ACCOUNT_SID, AUTH_TOKEN)
    client.api.base_url = TWILIO_API_URL
    service = Service()
    before = control("/state")["service"]
    control("/service", {"publicUrl": PUBLIC_URL, "localUrl": f"http://127.0.0.1:{service.server_port}"})
    number = judge_buying(client)
    judge_texts(service, number)
    judge_calls(service, client, number)
    client.incoming_phone_numbers(number.sid).delete()
    control("/service", {"publicUrl": before, "localUrl": os.environ.get("SERVICE_URL", before)})
    print(f"{len(failures)} checks failed" if failures else "every check held")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
