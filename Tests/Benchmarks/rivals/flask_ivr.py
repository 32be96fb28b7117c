"""What a small voice bot does at its first webhook: find the caller and a factor in Okta, begin a sign-in, greet.

Three requests to Okta, one after the other; what it learnt goes into the signed session cookie. No check of Twilio's
signature, nothing kept, no way to go on when Okta does not answer.
"""

import os

import requests
from flask import Flask, Response, request, session
from twilio.twiml.voice_response import Gather, VoiceResponse

OKTA = os.environ["BENCH_OKTA"]
HEADERS = {"Accept": "application/json", "Authorization": "SSWS bench"}
GREETING = "Welcome to the bench. For your account, press 1 or say account. For somebody to talk to, press 2."

app = Flask(__name__)
app.secret_key = "a key for the session cookies of a benchmark"


def ask(path, **query):
    answer = requests.get(OKTA + path, params=query, headers=HEADERS, timeout=10)
    answer.raise_for_status()
    return answer.json()


def find_caller(number):
    """The only person with this number, or None."""
    people = ask("/api/v1/users", search=f'profile.ivrPhone eq "{number}"', limit="1")
    return people[0] if people else None


def preferred_factor(person):
    wanted = person["profile"].get("ivrFactorPreference", "sms")
    factors = ask(f"/api/v1/users/{person['id']}/factors")
    return next((factor for factor in factors if factor["factorType"] == wanted), None)


def begin_sign_in(person):
    """A transaction of primary authentication, in which the factor will be verified."""
    answer = requests.post(
        f"{OKTA}/api/v1/authn", json={"username": person["profile"]["login"]}, headers=HEADERS, timeout=10)
    answer.raise_for_status()
    return answer.json()["stateToken"]


def greeting():
    document = VoiceResponse()
    gather = Gather(input="dtmf speech", action="/ivr/menu", method="POST", num_digits=1, timeout=5)
    gather.say(GREETING, voice="alice", language="en-US")
    gather.pause(length=2)
    gather.say("Please choose now.", voice="alice", language="en-US")
    document.append(gather)
    document.say("We did not hear you. Goodbye.", voice="alice", language="en-US")
    return str(document)


@app.post("/ivr/welcome")
def welcome():
    person = find_caller(request.form["Caller"])
    factor = person and preferred_factor(person)
    if person and factor:
        session["user"] = person["id"]
        session["factor"], session["kind"] = factor["id"], factor["factorType"]
        session["transaction"] = begin_sign_in(person)
    return Response(greeting(), mimetype="text/xml")
