"""Judges the service from outside: Twilio's own validator signs what is sent to it.

Needs the package `twilio`, a running service (SERVICE_URL) whose PUBLIC_URL is https://ivr.example.com, and the
settings that it was started with. Exits 0 when every check held.
"""

import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
import xml.etree.ElementTree as xml

from twilio.request_validator import RequestValidator

PUBLIC_URL = "https://ivr.example.com"
SERVICE_URL = os.environ["SERVICE_URL"]
SIGNER = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
STRANGER = RequestValidator("not-the-auth-token")

failures = []


def check(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        failures.append(what)


def post(path, fields, signer=SIGNER, url=None):
    """Posts a webhook; gives status, content type and body."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if signer:
        headers["X-Twilio-Signature"] = signer.compute_signature(url or PUBLIC_URL + path, fields)
    request = urllib.request.Request(SERVICE_URL + path, urllib.parse.urlencode(fields).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type"), error.read().decode()


def webhook(sid, number, **more):
    return {"CallSid": sid, "AccountSid": os.environ["TWILIO_ACCOUNT_SID"], "From": number, "To": "+15550109000",
            "CallStatus": "in-progress", "ApiVersion": "2010-04-01", "Direction": "inbound", "FromCity": "", **more}


def action(document):
    """The path of the first action of a document."""
    for element in xml.fromstring(document).iter():
        if "action" in element.attrib:
            return element.attrib["action"].removeprefix(PUBLIC_URL)
    return None


def main():
    sid = "CA" + uuid.uuid4().hex
    fields = webhook(sid, "+15550100001")
    status, kind, document = post("/ivr/welcome", fields)
    check(status == 200 and kind == "text/xml; charset=utf-8", "a webhook that Twilio's library signs is answered")
    check(xml.fromstring(document).tag == "Response", "the answer is a TwiML document")
    check(post("/ivr/welcome", fields)[2] == document, "the same webhook again gets the same answer")
    check(post("/ivr/welcome", fields, url="https://ivr.example.com:443/ivr/welcome")[0] == 200, "a port may be signed")
    check(post("/ivr/welcome", fields, STRANGER)[0] == 403, "another token's signature is refused")
    check(post("/ivr/welcome", fields, None)[0] == 403, "no signature is refused")
    check(post("/ivr/welcome?x=1", fields, url=PUBLIC_URL + "/ivr/welcome")[0] == 403, "another query is refused")
    step = action(document)
    status, _, code = post(step, webhook(sid, "+15550100001", Digits="1", msg="Gather End", FinishedOnKey=""))
    check(status == 200 and 'numDigits="6"' in code, "the account asks for a code")
    status, _, wrong = post(action(code), webhook(sid, "+15550100001", Digits="000000"))
    check(status == 200 and 'numDigits="6"' in wrong, "a wrong code may be tried again")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
