"""Judges the simulator from outside: Twilio's and Okta's own Python clients talk to it.

Needs the packages `twilio` and `okta` and a running `voicegate simulator`. Its addresses come from the settings that
it prints, as environment variables, and from SIMULATOR_URL, the web phone's. Exits 0 when every check held.
"""

import asyncio
import http.server
import json
import os
import queue
import sys
import threading
import time
import urllib.parse
import urllib.request

import okta.client
import okta.models
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

SIMULATOR_URL = os.environ.get("SIMULATOR_URL", "http://127.0.0.1:9400")
OKTA_ORG_URL = os.environ.get("OKTA_ORG_URL", "http://127.0.0.1:9401")
OKTA_API_TOKEN = os.environ.get("OKTA_API_TOKEN", "00simulatedOktaApiToken")
TWILIO_API_URL = os.environ.get("TWILIO_API_URL", "http://127.0.0.1:9402")
ACCOUNT_SID = os.environ.get("TWILIO_ACCOUNT_SID", "AC0000000000000000000000005155a701")
AUTH_TOKEN = os.environ.get("TWILIO_AUTH_TOKEN", "simulated-auth-token")
PUBLIC_URL = "https://judge.example.com"

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
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Service(http.server.ThreadingHTTPServer):
    """Stands where the service would: checks each webhook with Twilio's validator and answers with Twilio's builder."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Webhook)
        self.seen = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def expect(self, path):
        """Waits for the next webhook."""
        webhook = self.seen.get(timeout=20)
        check(webhook["path"] == path, f"Twilio's next webhook is {path}")
        check(webhook["valid"], f"Twilio's validator accepts the signature of {webhook['method']} {path}")
        return webhook


class Webhook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.handle_webhook(dict(urllib.parse.parse_qsl(body, keep_blank_values=True)), body)

    def do_GET(self):
        self.handle_webhook({}, "")

    def handle_webhook(self, parameters, body):
        url = PUBLIC_URL + self.path
        validator = RequestValidator(AUTH_TOKEN)
        signature = self.headers["X-Twilio-Signature"]
        address = urllib.parse.urlsplit(self.path)
        forged = validator.validate(url, {**parameters, "Forged": "1"}, signature)
        self.server.seen.put({
            "method": self.command,
            "path": address.path,
            "parameters": parameters or dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True)),
            "valid": validator.validate(url, parameters, signature) and not forged,
            "agent": self.headers["User-Agent"],
            "token": self.headers["I-Twilio-Idempotency-Token"],
        })
        document = self.document(address.path).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def document(self, path):
        response = VoiceResponse()
        if path == "/ivr/welcome":
            gather = Gather(input="dtmf speech", num_digits=1, action="/ivr/menu", method="GET", timeout=20)
            gather.say("Hello.", voice="Polly.Joanna", language="en-US")
            response.append(gather)
        elif path == "/ivr/menu":
            response.pause(length=60)
        elif path in ("/moved", "/again"):
            response.pause(length=60)
        return str(response)

    def log_message(self, *arguments):
        pass


def refused(call, code):
    """Whether Twilio's client reports an error code."""
    try:
        call()
    except TwilioRestException as error:
        return error.code == code
    return False


def judge_twilio():
    service = Service()
    control("/service", {"publicUrl": PUBLIC_URL, "localUrl": f"http://127.0.0.1:{service.server_port}"})
    sid = control("/calls", {"from": "+15550100001", "stirVerstat": "TN-Validation-Passed-A"})["sid"]
    first = service.expect("/ivr/welcome")
    check(first["parameters"]["CallSid"] == sid, "the webhook names the call")
    check(first["parameters"]["FromCity"] == "", "empty parameters are sent and signed")
    check(first["agent"] == "TwilioProxy/1.1" and bool(first["token"]), "the webhook has Twilio's headers")
    wait_until(lambda: control(f"/calls/{sid}")["listening"])
    control(f"/calls/{sid}/keys", {"keys": "1"})
    menu = service.expect("/ivr/menu")
    check(menu["method"] == "GET" and menu["parameters"]["Digits"] == "1", "a GET carries the digits in its query")

    client = Client(ACCOUNT_SID, AUTH_TOKEN)
    client.api.base_url = TWILIO_API_URL
    check(client.api.accounts(ACCOUNT_SID).fetch().status == "active", "Twilio's client reads the account")
    call = client.calls(sid).fetch()
    check(call.status == "in-progress" and call.direction == "inbound", "Twilio's client reads the call")
    updated = client.calls(sid).update(url=PUBLIC_URL + "/moved", method="POST")
    check(updated.sid == sid, "Twilio's client redirects the call")
    moved = service.expect("/moved")
    check("Digits" not in moved["parameters"], "the redirected request carries no digits")
    client.calls(sid).update(url=PUBLIC_URL + "/again?a=b%20c", method="GET")
    check(service.expect("/again")["parameters"]["a"] == "b c", "the query of a redirect is kept")
    check(refused(lambda: client.calls(sid).update(url="nowhere"), 21205), "a URL that is none: 21205")
    check(refused(lambda: client.calls("CA" + "0" * 32).fetch(), 20404), "an unknown call: 20404")
    stranger = Client(ACCOUNT_SID, "wrong")
    stranger.api.base_url = TWILIO_API_URL
    check(refused(lambda: stranger.calls(sid).fetch(), 20003), "a wrong auth token: 20003")
    client.calls(sid).update(status="completed")
    status = service.expect("/ivr/status")
    check(status["parameters"]["CallStatus"] == "completed", "the status callback says completed")
    check(refused(lambda: client.calls(sid).update(url=PUBLIC_URL + "/late"), 21220), "a call that is over: 21220")


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


class PassCode(okta.models.UserFactorVerifyRequest):
    """The body of a code's verification; the generated model of the request knows only the number challenge."""

    passCode: str

    def to_dict(self):
        return {"passCode": self.passCode}


def person(user_id):
    return next(user for user in control("/state")["users"] if user["id"] == user_id)


def okta_client(token):
    # The client takes leave to speak http from its environment only.
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    return okta.client.Client({
        "orgUrl": OKTA_ORG_URL, "token": token,
        "rateLimit": {"maxRetries": 0}, "cache": {"enabled": False},
    })


async def judge_okta():
    client = okta_client(OKTA_API_TOKEN)
    users, _, error = await client.list_users(search='profile.ivrPhone eq "+15550100001"', limit=2)
    check(error is None and [user.profile.login for user in users] == ["ada.lovell@example.com"], "Okta's client finds a user by ivrPhone")
    users, _, _ = await client.list_users(search='profile.ivrPhone eq "+15550100007"', limit=2)
    check(len(users) == 2, "Okta's client finds both people with one number")
    _, _, error = await client.list_users(search="profile.ivrPhone is 1", limit=2)
    check(error is not None and error.error_code == "E0000031", "a bad search: E0000031")
    user, _, error = await client.get_user("ben.osei@example.com")
    check(error is None and user.status == "ACTIVE", "Okta's client reads a user by login")
    await judge_sms(client)
    await judge_push(client)
    _, _, error = await okta_client("wrong").get_user("ada.lovell@example.com")
    check(error is not None and error.error_code == "E0000011", "a wrong token: E0000011")


async def judge_sms(client):
    user = "00usim00000000000001"
    factors, _, error = await client.list_factors(user)
    kinds = [factor.factor_type for factor in factors or []]
    check(error is None and kinds == ["sms", "push", "token:software:totp"], "Okta's client lists the factors")
    sms = factors[0].id
    try:
        sent, _, error = await client.verify_factor(user, sms)
        check(error is None and result(sent) == "CHALLENGE", "a code is sent")
    except ValueError as error:
        # The client's generated model wants an object where Okta's own example, and Okta, have the phone number.
        check("profile.phoneNumber" in str(error), "a code is sent; only the client's model minds the answer")
    text = person(user)["messages"][-1]["text"]
    code = "".join(character for character in text if character.isdigit())
    check(len(code) == 6, "the handset has a code of six digits")
    _, _, error = await client.verify_factor(user, sms)
    check(error is not None and error.error_code == "E0000109", "a second message at once: E0000109")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    _, _, error = await client.verify_factor(user, sms, body=PassCode(passCode=wrong))
    check(error is not None and error.error_code == "E0000068", "a wrong code: E0000068")
    verified, _, error = await client.verify_factor(user, sms, body=PassCode(passCode=code))
    check(error is None and result(verified) == "SUCCESS", "the right code: SUCCESS")


async def judge_push(client):
    user, factor = "00usim00000000000002", "opfsim00000000000002"
    body = okta.models.UserFactorVerifyRequest(useNumberMatchingChallenge=True)
    sent, _, error = await client.verify_factor(user, factor, user_agent="Judge/1.0 (Linux)", body=body)
    check(error is None and result(sent) == "WAITING", f"a push with a number challenge: WAITING {error or ''}")
    answer = find(sent.to_dict(), "correctAnswer")
    prompt = person(user)["pushes"][-1]
    check(answer in prompt["numbers"], "the handset shows the number among others")
    waiting, response, error = await client.get_factor_transaction_status(user, factor, prompt["id"])
    check(error is None and result(waiting) == "WAITING", f"the push waits for a tap {error or ''}")
    # The client takes the answer for one without a number, so the number is read from what it received.
    check(find(json.loads(response.raw_data), "correctAnswer") == answer, "a poll repeats the number")
    control(f"/handset/{user}/tap", {"number": answer})
    approved, _, error = await client.get_factor_transaction_status(user, factor, prompt["id"])
    check(error is None and result(approved) == "SUCCESS", f"after the tap: SUCCESS {error or ''}")


def result(answer):
    value = getattr(answer, "factor_result", None) or getattr(answer, "actual_instance").factor_result
    return getattr(value, "value", value)


def find(tree, name):
    """The first value of a name anywhere in a tree."""
    if isinstance(tree, dict):
        if name in tree:
            return tree[name]
        tree = list(tree.values())
    if isinstance(tree, list):
        return next((found for part in tree if (found := find(part, name)) is not None), None)
    return None


if __name__ == "__main__":
    # Okta's codes are judged without the detour by a telephony hook, which nobody answers here.
    urllib.request.urlopen(urllib.request.Request(SIMULATOR_URL + "/hooks", method="DELETE"), timeout=10)
    judge_twilio()
    asyncio.run(judge_okta())
    print(f"{len(failures)} failed" if failures else "every check held")
    sys.exit(1 if failures else 0)
